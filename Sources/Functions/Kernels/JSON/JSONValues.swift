import Columns

extension JSONDocument {
    /// The text of a string node with its escapes resolved, appended to `output`.
    func appendString(_ node: JSONNode, to output: inout [UInt8]) {
        guard node.hasEscapes else {
            output.append(contentsOf: bytes[node.start..<node.end])
            return
        }
        let text = bytes.span
        var position = node.start
        while position < node.end {
            let byte = text[position]
            guard byte == UInt8(ascii: "\\") else {
                output.append(byte)
                position += 1
                continue
            }
            let escape = text[position + 1]
            position += 2
            switch escape {
            case UInt8(ascii: "b"): output.append(0x08)
            case UInt8(ascii: "f"): output.append(0x0C)
            case UInt8(ascii: "n"): output.append(0x0A)
            case UInt8(ascii: "r"): output.append(0x0D)
            case UInt8(ascii: "t"): output.append(0x09)
            case UInt8(ascii: "u"): appendCodePoint(text, &position, node.end, to: &output)
            default: output.append(escape)
            }
        }
    }

    private func appendCodePoint(
        _ text: Span<UInt8>, _ position: inout Int, _ end: Int, to output: inout [UInt8]
    ) {
        var value = JSONNode.codeUnit(text, at: position - 2, end: end) ?? 0xFFFD
        position += 4
        if value & 0xFC00 == 0xD800, let second = JSONNode.codeUnit(text, at: position, end: end) {
            value = 0x10000 + (value & 0x3FF) << 10 + (second & 0x3FF)
            position += 6
        }
        if let scalar = Unicode.Scalar(value) { output.append(contentsOf: String(scalar).utf8) }
    }

    func string(_ node: JSONNode) -> [UInt8] {
        var result: [UInt8] = []
        appendString(node, to: &result)
        return result
    }

    /// Is the key of a string node these bytes?
    func keyEquals(_ node: JSONNode, _ key: [UInt8], ignoringCase: Bool) -> Bool {
        if node.hasEscapes {
            let text = string(node)
            return ignoringCase ? asciiLowered(text) == asciiLowered(key) : text == key
        }
        guard node.end - node.start == key.count else { return false }
        for index in key.indices {
            let byte = bytes[node.start + index]
            guard byte == key[index] || (ignoringCase && asciiLowered(byte) == asciiLowered(key[index])) else {
                return false
            }
        }
        return true
    }

    func integer(_ node: JSONNode) -> Int128? { JSONNode.integer(bytes.span, node.start, node.end) }

    /// A whole number of more than 64 bits: a float to numeric functions, its digits to all others.
    func isWideInteger(_ node: JSONNode) -> Bool {
        bytes[node.start..<node.end].allSatisfy { $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "-") }
    }

    func double(_ node: JSONNode) -> Double? {
        var place = 0
        return FloatText.readOrNil(bytes.span.extracting(node.start..<node.end), at: &place)
    }

    /// The value written anew: without spaces, numbers in their shortest form, strings escaped.
    func appendRaw(_ index: Int, to output: inout [UInt8]) {
        let node = nodes[index]
        switch node.kind {
        case .string:
            let text = string(node)
            JSONText.writeQuoted(text.span, escapingSlashes: false, to: &output)
        case .integer, .yes, .no, .null: output.append(contentsOf: bytes[node.start..<node.end])
        case .double where isWideInteger(node):
            output.append(UInt8(ascii: "\""))
            output.append(contentsOf: bytes[node.start..<node.end])
            output.append(UInt8(ascii: "\""))
        case .double: FloatText.write(double(node) ?? 0, to: &output)
        case .array:
            output.append(UInt8(ascii: "["))
            var child = index + 1
            while child < node.next {
                if child > index + 1 { output.append(UInt8(ascii: ",")) }
                appendRaw(child, to: &output)
                child = nodes[child].next
            }
            output.append(UInt8(ascii: "]"))
        case .object:
            output.append(UInt8(ascii: "{"))
            var child = index + 1
            while child < node.next {
                if child > index + 1 { output.append(UInt8(ascii: ",")) }
                appendRaw(child, to: &output)
                output.append(UInt8(ascii: ":"))
                appendRaw(child + 1, to: &output)
                child = nodes[child + 1].next
            }
            output.append(UInt8(ascii: "}"))
        }
    }

    /// The nodes directly inside an array (its elements) or an object (its values).
    func children(_ index: Int) -> [Int] {
        var result: [Int] = []
        let node = nodes[index]
        let step = node.kind == .object ? 1 : 0
        guard node.kind == .object || node.kind == .array else { return [] }
        result.reserveCapacity(node.count)
        var child = index + 1
        while child < node.next {
            result.append(child + step)
            child = nodes[child + step].next
        }
        return result
    }

    /// The value of a member of an object.
    func member(_ index: Int, _ key: [UInt8], ignoringCase: Bool) -> Int? {
        guard nodes[index].kind == .object else { return nil }
        var child = index + 1
        while child < nodes[index].next {
            if keyEquals(nodes[child], key, ignoringCase: ignoringCase) { return child + 1 }
            child = nodes[child + 1].next
        }
        return nil
    }

    /// The element of an array, or the value of a member of an object, counted from 1 or from the end if negative.
    func element(_ index: Int, _ number: Int64) -> Int? {
        let node = nodes[index]
        guard node.kind == .object || node.kind == .array, number != 0 else { return nil }
        let place = number > 0 ? number - 1 : Int64(node.count) &+ number
        guard place >= 0, place < Int64(node.count) else { return nil }
        let step = node.kind == .object ? 1 : 0
        var child = index + 1
        for _ in 0..<place { child = nodes[child + step].next }
        return child + step
    }
}
