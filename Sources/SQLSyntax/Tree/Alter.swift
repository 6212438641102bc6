/// `ALTER TABLE t command, command`
package struct Alter: Sendable, Hashable {
    package var table: TableName
    package var isTemporary = false
    package var cluster: String?
    package var commands: [AlterCommand]
    package var settings: [SettingChange] = []
}

/// Where an added column or index stands.
package enum AlterPlace: Sendable, Hashable {
    case first
    case after(String)
}

/// `PARTITION 202401`, `PARTITION ID 'all'`, `PARTITION ALL`, `PART 'all_1_1_0'`
package enum PartitionReference: Sendable, Hashable {
    case value(Expression)
    case id(String)
    case all
    case part(String)
}

package enum AlterCommand: Sendable, Hashable {
    case addColumn(ColumnDeclaration, ifNotExists: Bool, place: AlterPlace?)
    case dropColumn(String, ifExists: Bool)
    case clearColumn(String, ifExists: Bool, partition: PartitionReference?)
    /// What the declaration leaves out stays as it is.
    case modifyColumn(ColumnDeclaration, ifExists: Bool, place: AlterPlace?)
    case removeFromColumn(String, ifExists: Bool, ColumnProperty)
    case modifyColumnSetting(String, ifExists: Bool, [SettingChange])
    case resetColumnSetting(String, ifExists: Bool, [String])
    case renameColumn(String, to: String, ifExists: Bool)
    case commentColumn(String, ifExists: Bool, comment: String)
    case materializeColumn(String, partition: PartitionReference?)

    case modifyOrderBy(Expression)
    case modifySampleBy(Expression)
    case removeSampleBy
    case modifyTTL([TimeToLiveElement])
    case removeTTL
    case materializeTTL(partition: PartitionReference?)
    case modifySetting([SettingChange])
    case resetSetting([String])
    case modifyComment(String)
    case modifyQuery(SelectUnion)
    case modifyRefresh(RefreshStrategy)
    case modifySecurity(definer: String?, CreateView.Security?)

    case addIndex(IndexDeclaration, ifNotExists: Bool, place: AlterPlace?)
    case dropIndex(String, ifExists: Bool)
    case clearIndex(String, ifExists: Bool, partition: PartitionReference?)
    case materializeIndex(String, ifExists: Bool, partition: PartitionReference?)
    case addConstraint(ConstraintDeclaration, ifNotExists: Bool)
    case dropConstraint(String, ifExists: Bool)
    case addProjection(ProjectionDeclaration, ifNotExists: Bool, place: AlterPlace?)
    case dropProjection(String, ifExists: Bool)
    case clearProjection(String, ifExists: Bool, partition: PartitionReference?)
    case materializeProjection(String, ifExists: Bool, partition: PartitionReference?)
    /// `ADD`, `MODIFY`, `DROP`, `CLEAR`, `MATERIALIZE STATISTICS`: the words in capitals and what follows them.
    case statistics(String, text: String)

    case dropPartition(PartitionReference)
    case dropDetachedPartition(PartitionReference)
    case forgetPartition(PartitionReference)
    case detachPartition(PartitionReference)
    case attachPartition(PartitionReference)
    case attachPartitionFrom(PartitionReference, TableName)
    case replacePartition(PartitionReference, from: TableName)
    case movePartition(PartitionReference, to: PartitionDestination)
    /// `nil` freezes the whole table.
    case freezePartition(PartitionReference?, name: String?)
    case unfreezePartition(PartitionReference?, name: String)
    case fetchPartition(PartitionReference, from: String)
    case exportPartition(PartitionReference, to: TableName)

    case update([Assignment], partition: PartitionReference?, where: Expression)
    case delete(partition: PartitionReference?, where: Expression)
    case applyDeletedMask(partition: PartitionReference?)
    case applyPatches(partition: PartitionReference?)
    case rewriteParts(partition: PartitionReference?)
}

/// What `ALTER TABLE t MODIFY COLUMN c REMOVE …` takes away.
package enum ColumnProperty: String, Sendable, Hashable {
    case `default` = "DEFAULT"
    case materialized = "MATERIALIZED"
    case alias = "ALIAS"
    case comment = "COMMENT"
    case codec = "CODEC"
    case timeToLive = "TTL"
    case settings = "SETTINGS"
}

package enum PartitionDestination: Sendable, Hashable {
    case disk(String)
    case volume(String)
    case table(TableName)
}
