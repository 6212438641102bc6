/// `&name;`, `&#8364;` and `&#x20AC;`.
enum CharacterEntity {
    /// The character of the entity that begins at `position`, and the place behind it; `nil` where there is none.
    static func read(
        _ text: Span<UInt8>, _ position: Int, nameLengthMax: Int, named: [String: String]
    ) -> (String, Int)? {
        var name: [UInt8] = []
        var place = position + 1
        while place < text.count, text[place] != UInt8(ascii: ";") {
            guard name.count < nameLengthMax else { return nil }
            name.append(text[place])
            place += 1
        }
        guard place < text.count else { return nil }
        let word = String(decoding: name, as: UTF8.self)
        if let known = named[word] { return (known, place + 1) }
        guard word.hasPrefix("#") else { return nil }
        let isHexadecimal = word.hasPrefix("#x") || word.hasPrefix("#X")
        let number = UInt32(word.dropFirst(isHexadecimal ? 2 : 1), radix: isHexadecimal ? 16 : 10)
        guard let number, let scalar = Unicode.Scalar(number) else { return nil }
        return (String(scalar), place + 1)
    }
}
