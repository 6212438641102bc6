/// Partitions, and the commands of `ALTER TABLE` for them.
extension Parser {
    /// `PARTITION …` or `PART '…'`, from that word on.
    mutating func parsePartition() throws(ParseFailure) -> PartitionReference {
        if accept("PART") { return .part(try parseString()) }
        try expect("PARTITION")
        return try parsePartitionValue()
    }

    mutating func parsePartitionValue() throws(ParseFailure) -> PartitionReference {
        if token.word == "ID", ahead(1).kind == .string {
            advance()
            return .id(try parseString())
        }
        if token.word == "ALL" {
            advance()
            return .all
        }
        return .value(try parseExpression(above: Precedence.comparison))
    }

    /// `IN PARTITION …`, if it is there.
    mutating func parseInPartition() throws(ParseFailure) -> PartitionReference? {
        guard accept("IN", "PARTITION") else { return nil }
        return try parsePartitionValue()
    }

    mutating func parsePartitionCommand() throws(ParseFailure) -> AlterCommand {
        switch token.word {
        case "DETACH":
            advance()
            return .detachPartition(try parsePartition())
        case "ATTACH":
            advance()
            let partition = try parsePartition()
            return accept("FROM") ? .attachPartitionFrom(partition, try parseTableName()) : .attachPartition(partition)
        case "REPLACE":
            advance()
            let partition = try parsePartition()
            try expect("FROM")
            return .replacePartition(partition, from: try parseTableName())
        case "MOVE": return try parseMove()
        case "FREEZE", "UNFREEZE": return try parseFreeze()
        case "FETCH":
            advance()
            let partition = try parsePartition()
            try expect("FROM")
            return .fetchPartition(partition, from: try parseString())
        case "FORGET":
            advance()
            return .forgetPartition(try parsePartition())
        case "EXPORT":
            advance()
            let partition = try parsePartition()
            try expect("TO")
            try expect("TABLE")
            return .exportPartition(partition, to: try parseTableName())
        case "APPLY", "REWRITE": return try parseRewrite()
        default: throw mismatch("ALTER command")
        }
    }

    private mutating func parseMove() throws(ParseFailure) -> AlterCommand {
        advance()
        let partition = try parsePartition()
        try expect("TO")
        if accept("DISK") { return .movePartition(partition, to: .disk(try parseString())) }
        if accept("VOLUME") { return .movePartition(partition, to: .volume(try parseString())) }
        try expect("TABLE")
        return .movePartition(partition, to: .table(try parseTableName()))
    }

    private mutating func parseFreeze() throws(ParseFailure) -> AlterCommand {
        let isFreeze = accept("FREEZE")
        if !isFreeze { advance() }
        let partition = at("PARTITION") ? try parsePartition() : nil
        let name = accept("WITH", "NAME") ? try parseString() : nil
        if isFreeze { return .freezePartition(partition, name: name) }
        guard let name else { throw mismatch("WITH NAME") }
        return .unfreezePartition(partition, name: name)
    }

    private mutating func parseRewrite() throws(ParseFailure) -> AlterCommand {
        if accept("APPLY", "DELETED", "MASK") { return .applyDeletedMask(partition: try parseInPartition()) }
        if accept("APPLY", "PATCHES") { return .applyPatches(partition: try parseInPartition()) }
        try expect("REWRITE", "PARTS")
        return .rewriteParts(partition: try parseInPartition())
    }
}
