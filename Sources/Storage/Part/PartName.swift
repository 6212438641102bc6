import Errors

/// `202401_1_9_3_12`: the partition, the range of block numbers, the number of merge generations and the last mutation
/// applied (left out when there was none).
package struct PartName: Hashable, Sendable {
    package let partition: String
    package let blockMin: Int64
    package let blockMax: Int64
    package let level: Int
    /// 0 where no mutation was applied.
    package let mutation: Int64

    package init(partition: String, blockMin: Int64, blockMax: Int64, level: Int, mutation: Int64 = 0) {
        self.partition = partition
        self.blockMin = blockMin
        self.blockMax = blockMax
        self.level = level
        self.mutation = mutation
    }

    /// `nil` for what is no part's name: work in progress, set-aside parts, other files.
    package init?(parsing text: String) {
        let fields = text.split(separator: "_", omittingEmptySubsequences: false)
        guard fields.count == 4 || fields.count == 5, !fields[0].isEmpty, !text.hasPrefix("patch-") else { return nil }
        guard let first = Self.number(fields[1]), let last = Self.number(fields[2]), first <= last,
            let level = Self.number(fields[3]), let depth = Int(exactly: level)
        else { return nil }
        partition = String(fields[0])
        blockMin = first
        blockMax = last
        self.level = depth
        guard fields.count == 5 else {
            mutation = 0
            return
        }
        guard let version = Self.number(fields[4]) else { return nil }
        mutation = version
    }

    private static func number(_ text: Substring) -> Int64? {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 48 && $0 <= 57 }) else { return nil }
        return Int64(text)
    }

    /// The name as a directory is called.
    package var text: String {
        let plain = "\(partition)_\(blockMin)_\(blockMax)_\(level)"
        return mutation > 0 ? "\(plain)_\(mutation)" : plain
    }

    /// The rows of `other` are all in this part: `other` is obsolete.
    package func covers(_ other: PartName) -> Bool {
        partition == other.partition && blockMin <= other.blockMin && blockMax >= other.blockMax
            && level >= other.level && mutation >= other.mutation
    }

    package func overlaps(_ other: PartName) -> Bool {
        partition == other.partition && blockMin <= other.blockMax && other.blockMin <= blockMax
    }

    /// Mutations up to this version are in the part: one that is newer must still be applied.
    package var dataVersion: Int64 { mutation > 0 ? mutation : blockMin }

    /// The name of the merge of `parts`, which are neighbours in ascending order.
    package static func merging(_ parts: [PartName]) -> PartName {
        precondition(!parts.isEmpty, "a merge has sources")
        var result = parts[0]
        for part in parts.dropFirst() {
            result = PartName(
                partition: result.partition, blockMin: min(result.blockMin, part.blockMin),
                blockMax: max(result.blockMax, part.blockMax), level: max(result.level, part.level),
                mutation: max(result.mutation, part.mutation))
        }
        return PartName(
            partition: result.partition, blockMin: result.blockMin, blockMax: result.blockMax, level: result.level + 1,
            mutation: result.mutation)
    }
}

extension PartName: Comparable {
    package static func < (left: PartName, right: PartName) -> Bool {
        (left.partition, left.blockMin, left.blockMax, left.level, left.mutation)
            < (right.partition, right.blockMin, right.blockMax, right.level, right.mutation)
    }
}
