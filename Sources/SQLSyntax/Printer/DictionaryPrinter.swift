/// `CREATE DICTIONARY`: the text of `SHOW CREATE DICTIONARY` and of stored metadata.
extension SQLPrinter {
    mutating func print(_ dictionary: CreateDictionary) {
        switch dictionary.action {
        case .create: write("CREATE DICTIONARY ")
        case .createOrReplace: write("CREATE OR REPLACE DICTIONARY ")
        case .replace: write("REPLACE DICTIONARY ")
        case .attach: write("ATTACH DICTIONARY ")
        }
        write("IF NOT EXISTS ", if: dictionary.ifNotExists)
        write(table: dictionary.name)
        if let uuid = dictionary.uuid { write(" UUID " + LiteralText.string(uuid)) }
        print(cluster: dictionary.cluster)
        if !dictionary.attributes.isEmpty { print(dictionary.attributes) }
        if !dictionary.primaryKey.isEmpty {
            clause("PRIMARY KEY " + dictionary.primaryKey.map { LiteralText.identifier($0) }.joined(separator: ", "))
        }
        if let source = dictionary.source { clause("SOURCE(\(text(of: source)))") }
        if let (min, max) = dictionary.lifetime { clause("LIFETIME(MIN \(min) MAX \(max))") }
        if let layout = dictionary.layout { clause("LAYOUT(\(text(of: layout)))") }
        if let min = dictionary.rangeMin, let max = dictionary.rangeMax {
            clause("RANGE(MIN \(LiteralText.identifier(min)) MAX \(LiteralText.identifier(max)))")
        }
        if !dictionary.settings.isEmpty {
            clause("SETTINGS(")
            print(settings: dictionary.settings)
            write(")")
        }
        if let comment = dictionary.comment { clause("COMMENT " + LiteralText.string(comment)) }
    }

    private mutating func clause(_ text: String) {
        breakLine()
        write(text)
    }

    private mutating func print(_ attributes: [CreateDictionary.Attribute]) {
        breakLine()
        write("(")
        indented { printer in
            for (position, attribute) in attributes.enumerated() {
                if position > 0 { printer.write(printer.isMultiline ? "," : ", ") }
                if printer.isMultiline { printer.breakLine() }
                printer.print(attribute)
            }
        }
        if isMultiline { breakLine() }
        write(")")
    }

    private mutating func print(_ attribute: CreateDictionary.Attribute) {
        write("`\(attribute.name)` ")
        print(attribute.type)
        if let value = attribute.defaultValue {
            write(" DEFAULT ")
            print(value)
        }
        if let expression = attribute.expression {
            write(" EXPRESSION ")
            print(expression)
        }
        write(" HIERARCHICAL", if: attribute.isHierarchical)
        write(" INJECTIVE", if: attribute.isInjective)
        write(" IS_OBJECT_ID", if: attribute.isObjectIdentifier)
    }

    private func text(of part: CreateDictionary.Part) -> String {
        let parameters = part.parameters.map { parameter in
            switch parameter.value {
            case .literal(let literal):
                "\(parameter.name) \(String(decoding: LiteralText.bytes(of: literal), as: UTF8.self))"
            case .word(let word): "\(parameter.name) \(LiteralText.identifier(word))"
            case .part(let inner): text(of: inner)
            }
        }
        return "\(part.name)(\(parameters.joined(separator: " ")))"
    }
}
