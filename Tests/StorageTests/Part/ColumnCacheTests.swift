import Columns
import Storage
import Testing

@Suite("The cache of decoded columns")
struct ColumnCacheTests {
    /// 800 bytes.
    private let hundred = Column.int64([Int64](repeating: 7, count: 100))

    private func key(_ run: Int) -> ColumnCache.Key { ColumnCache.Key(column: "c", run: run) }

    @Test("gives back what was added, to its part only")
    func isKept() {
        let cache = ColumnCache(bytesMax: 1 << 20)
        let part = cache.newPartNumber()
        let other = cache.newPartNumber()
        cache.add(hundred, key(3), ofPart: part)
        #expect(cache.column(key(3), ofPart: part)?.count == 100)
        #expect(cache.column(key(4), ofPart: part) == nil)
        #expect(cache.column(key(3), ofPart: other) == nil)
        #expect(cache.byteCount == 800)
        cache.add(hundred, key(3), ofPart: part)
        #expect(cache.byteCount == 800)
    }

    @Test("lets go what was used longest ago, and stays within its bound")
    func evicts() {
        let cache = ColumnCache(bytesMax: 8000)
        let part = cache.newPartNumber()
        for run in 0..<10 { cache.add(hundred, key(run), ofPart: part) }
        #expect(cache.column(key(0), ofPart: part) != nil)
        cache.add(hundred, key(10), ofPart: part)
        #expect(cache.byteCount <= 8000)
        #expect(cache.column(key(0), ofPart: part) != nil, "it was just used")
        #expect(cache.column(key(1), ofPart: part) == nil)
        #expect(cache.column(key(10), ofPart: part) != nil)
    }

    @Test("refuses what would fill it alone, and forgets a part at once")
    func bounds() {
        let cache = ColumnCache(bytesMax: 6400)
        let part = cache.newPartNumber()
        cache.add(.int64([Int64](repeating: 1, count: 101)), key(0), ofPart: part)
        #expect(cache.byteCount == 0)
        cache.add(hundred, key(0), ofPart: part)
        cache.forget(part: part)
        #expect(cache.byteCount == 0)
        cache.add(hundred, key(0), ofPart: part)
        cache.limit(to: 0)
        #expect(cache.byteCount == 0)
    }
}
