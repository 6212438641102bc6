import Alerting
import Metadata
import Testing

@Test("addresses that nobody may reach through us", arguments: [
    "127.0.0.1", "127.255.255.255", "0.0.0.0", "10.1.2.3", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "169.254.169.254", "100.64.0.1", "192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.7", "203.0.113.9", "224.0.0.1",
    "255.255.255.255", "::", "::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "::ffff:10.0.0.1", "::7f00:1",
    "fc00::1", "fd12:3456::1", "fe80::1", "fe80::1%eth0", "ff02::1", "2001:db8::1", "64:ff9b::7f00:1", "2002:7f00:1::",
    "not an address", "", "1.2.3", "256.1.1.1", "0x7f.0.0.1", "1::2::3", "12345::", "::1.2.3", "2130706433",
])
func refusedAddresses(text: String) throws {
    #expect(try !AddressGuard(allowing: []).allows(text))
}

@Test("public addresses, and private ones that are allowed")
func allowedAddresses() throws {
    let everyone = try AddressGuard(allowing: [])
    for text in ["8.8.8.8", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:8.8.8.8"] {
        #expect(everyone.allows(text), "\(text)")
    }
    let own = try AddressGuard(allowing: ["127.0.0.0/8", "fd00::/8"])
    #expect(own.allows("127.0.0.1") && own.allows("::ffff:127.0.0.1") && own.allows("fd00::1"))
    #expect(!own.allows("10.0.0.1") && !own.allows("::1"))
    for text in ["127.0.0.1", "127.0.0.0/33", "x/8", "10.0.0.0/-1"] {
        #expect(throws: AddressGuard.Fault.self) { try AddressGuard(allowing: [text]) }
    }
}

@Test("what an ending leads to")
func endings() {
    func next(_ ending: RetrySchedule.Ending, attempts: Int64 = 1, age: Int64 = 0) -> RetrySchedule.Next {
        RetrySchedule.next(ending, attempts: attempts, age: age, random: 20)
    }
    #expect(next(.status(204, retryAfterSeconds: nil)) == .delivered)
    #expect(next(.status(410, retryAfterSeconds: nil)) == .gone)
    #expect(next(.status(404, retryAfterSeconds: nil)) == .dead)
    #expect(next(.status(302, retryAfterSeconds: nil)) == .again(milliseconds: 5000), "a redirect is not followed")
    #expect(next(.status(500, retryAfterSeconds: nil), attempts: 2) == .again(milliseconds: 30_000))
    #expect(next(.status(429, retryAfterSeconds: 700)) == .again(milliseconds: 700_000))
    #expect(next(.failure("cut"), attempts: 99) == .again(milliseconds: 7_200_000))
    #expect(next(.failure("cut"), age: RetrySchedule.lifeMilliseconds) == .dead)
    #expect(next(.forbidden("private")) == .dead)
}

@Test("a notice is tried through a whole day, and not longer")
func schedule() {
    var age: Int64 = 0
    var attempts: Int64 = 1
    while case .again(let wait) = RetrySchedule.next(.failure(""), attempts: attempts, age: age, random: 20) {
        age += wait
        attempts += 1
    }
    #expect(age > RetrySchedule.lifeMilliseconds - 7_200_000 && age <= RetrySchedule.lifeMilliseconds)
    #expect(attempts > 15)
}

@Test("the signature of the standard's own example")
func standardSignature() {
    let delivery = Delivery(
        sequence: 1, id: "msg_p5jXN8AQM9LWM0D4loKWxJek", webhookId: "w", eventType: "t",
        body: #"{"test": 2432232314}"#, createdAt: 0, state: .pending, attempts: 0, nextAttemptAt: 0, lastStatus: nil,
        lastError: "", endedAt: nil, replays: nil)
    let headers = NoticeSigner.headers(
        for: delivery, secrets: ["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"], at: 1_614_265_330)
    let signature = headers.first { $0.name == "webhook-signature" }?.value
    #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
}
