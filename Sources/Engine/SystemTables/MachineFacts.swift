import Columns

/// What Linux says of the process and of the machine; empty where it says nothing.
struct MachineFacts {
    private(set) var values: [(name: String, value: Double, description: String)] = []

    /// Reads `/proc`.
    static func read() -> MachineFacts {
        var facts = MachineFacts()
        facts.addLoad(words(of: "/proc/loadavg"))
        facts.addMemory(words(of: "/proc/self/statm"))
        facts.addMachineMemory(lines(of: "/proc/meminfo"))
        return facts
    }

    private mutating func addLoad(_ words: [Substring]) {
        for (name, word) in zip(["LoadAverage1", "LoadAverage5", "LoadAverage15"], words) {
            guard let load = Double(word) else { continue }
            values.append((name, load, "Tasks that run or wait, on average over the last minutes"))
        }
    }

    /// Pages of 4096 bytes: size, resident, shared.
    private mutating func addMemory(_ words: [Substring]) {
        let names = [("MemoryVirtual", "Bytes of address space"), ("MemoryResident", "Bytes of memory in use")]
        for ((name, description), word) in zip(names, words) {
            if let pages = Double(word) { values.append((name, pages * 4096, description)) }
        }
    }

    private mutating func addMachineMemory(_ lines: [Substring]) {
        let names = [
            "MemTotal:": "OSMemoryTotal", "MemAvailable:": "OSMemoryAvailable", "MemFree:": "OSMemoryFreeWithoutCached",
        ]
        for line in lines {
            let words = line.split(separator: " ")
            guard words.count >= 2, let name = names[String(words[0])], let kibibytes = Double(words[1]) else {
                continue
            }
            values.append((name, kibibytes * 1024, "Memory of the machine in bytes"))
        }
    }

    private static func lines(of path: String) -> [Substring] {
        String(decoding: FileContents.read(path) ?? [], as: UTF8.self).split(separator: "\n")
    }

    private static func words(of path: String) -> [Substring] { lines(of: path).first?.split(separator: " ") ?? [] }
}
