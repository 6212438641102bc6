import Columns
import Errors

/// There is one user of SQL, `default`; who may use the server is decided before it, by passwords and API keys.
struct SystemUsers: SystemTable {
    static let name = "users"
    static let comment = "The users of this server."
    static let columns = """
        name String
        id UUID
        storage String
        auth_type Array(Enum8('no_password' = 0, 'plaintext_password' = 1, 'sha256_password' = 2, \
        'double_sha1_password' = 3, 'ldap' = 4, 'kerberos' = 5, 'ssl_certificate' = 6, 'bcrypt_password' = 7, \
        'ssh_key' = 8, 'http' = 9, 'jwt' = 10, 'scram_sha256_password' = 11, 'no_authentication' = 12))
        auth_params Array(String)
        valid_until Array(DateTime64(0))
        auth_grants Array(String)
        host_ip Array(String)
        host_names Array(String)
        host_names_regexp Array(String)
        host_names_like Array(String)
        default_roles_all UInt8
        default_roles_list Array(String)
        default_roles_except Array(String)
        grantees_any UInt8
        grantees_list Array(String)
        grantees_except Array(String)
        default_database String
        """

    static func fill(_ rows: inout SystemRows, from scope: SystemScope) throws(QueryError) {
        try rows.add([
            "name": .text("default"), "id": .uint128(parseUUID("94309d50-4f52-5250-31bd-74fecac179db")),
            "storage": .text("users_xml"), "auth_type": .array([.int64(0)]), "auth_params": .texts(["{}"]),
            "valid_until": .array([.int64(0)]), "auth_grants": .texts([""]), "host_ip": .texts(["::/0"]),
            "default_roles_all": .flag(true), "grantees_any": .flag(true),
        ])
    }
}
