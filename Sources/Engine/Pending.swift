import Columns
import Errors
import Functions
import SQLSyntax
import Storage
struct TableBuilder { init(_ e: QueryEnvironment, _ s: SchemaAnalyser) {}
 func table(_ create: CreateTable, name: QualifiedName, uuid: String, isLoading: Bool) throws(QueryError) -> any Storage.Table { throw QueryError(.notImplemented, "") } }
package final class StorageServices: Sendable { package init() {} }
extension StatementRunner {
 func run(_ x: Alter) throws(QueryError) -> StatementAnswer { .nothing }
 func run(_ x: Delete) throws(QueryError) -> StatementAnswer { .nothing }
 func run(_ x: Update) throws(QueryError) -> StatementAnswer { .nothing }
 func run(_ x: Optimize) throws(QueryError) -> StatementAnswer { .nothing }
 func run(_ x: Check) throws(QueryError) -> StatementAnswer { .nothing }
}
