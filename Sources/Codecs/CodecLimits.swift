/// Bounds on sizes that come from files and clients, checked before anything is allocated.
package enum CodecLimits {
    /// A compressed frame, with its header and without: ClickHouse's `DBMS_MAX_COMPRESSED_SIZE`.
    package static let frameSizeMax = 1 << 30
    /// One string value: ClickHouse's `max_binary_string_size` is 1 GiB.
    package static let stringSizeMax = 1 << 30
    /// A name, a type name, or another text of a header.
    package static let nameSizeMax = 1 << 24
    /// Columns of one Native block.
    package static let blockColumnsMax = 1 << 20
    /// Rows of one Native block: ClickHouse refuses more than this with `TOO_LARGE_ARRAY_SIZE`.
    package static let blockRowsMax = 1 << 40
    /// Rows of one chunk of LowCardinality values; the codes must be there anyway.
    static let chunkRowsMax = 1 << 40
    /// Codecs of one chain; the length is one byte on disk.
    package static let chainLengthMax = 255
}
