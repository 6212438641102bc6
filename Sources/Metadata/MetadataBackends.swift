/// Opens the store that an address names. A backend is one line here and a folder of its own.
package enum MetadataBackends {
    /// `sqlite:FILE`, `postgres://…` or `postgresql://…`.
    package static func open(_ address: String) throws(MetadataError) -> any MetadataStore {
        if address.hasPrefix("sqlite:") {
            return try SQLMetadataStore(SQLiteDatabase(path: String(address.dropFirst("sqlite:".count))))
        }
        if address.hasPrefix("postgres://") || address.hasPrefix("postgresql://") {
            return try SQLMetadataStore(PostgresDatabase(url: address))
        }
        throw .invalid("the metadata's address must begin with sqlite: or postgres://")
    }
}
