struct SystemRoles: EmptySystemTable {
    static let name = "roles"
    static let comment = "Roles: there are none."
    static let columns = """
        name String
        id UUID
        storage String
        """
}

struct SystemRoleGrants: EmptySystemTable {
    static let name = "role_grants"
    static let comment = "Roles of users: there are none."
    static let columns = """
        user_name Nullable(String)
        role_name Nullable(String)
        granted_role_name String
        granted_role_id UUID
        granted_role_is_default UInt8
        with_admin_option UInt8
        """
}

struct SystemCurrentRoles: EmptySystemTable {
    static let name = "current_roles"
    static let comment = "Roles that a user has now: there are none."
    static let columns = """
        role_name String
        with_admin_option UInt8
        is_default UInt8
        """
}

struct SystemEnabledRoles: EmptySystemTable {
    static let name = "enabled_roles"
    static let comment = "Roles that count now: there are none."
    static let columns = """
        role_name String
        with_admin_option UInt8
        is_current UInt8
        is_default UInt8
        """
}

struct SystemRowPolicies: EmptySystemTable {
    static let name = "row_policies"
    static let comment = "Filters of rows by user: there are none."
    static let columns = """
        name String
        short_name String
        database String
        table String
        id UUID
        storage String
        select_filter Nullable(String)
        is_restrictive UInt8
        apply_to_all UInt8
        apply_to_list Array(String)
        apply_to_except Array(String)
        """
}

struct SystemQuotas: EmptySystemTable {
    static let name = "quotas"
    static let comment = "Limits of use: there are none."
    static let columns = """
        name String
        id UUID
        storage String
        keys Array(Enum8('user_name' = 1, 'ip_address' = 2, 'forwarded_ip_address' = 3, 'client_key' = 4, \
        'normalized_query_hash' = 7))
        durations Array(UInt32)
        apply_to_all UInt8
        apply_to_list Array(String)
        apply_to_except Array(String)
        ipv4_prefix_bits Nullable(UInt8)
        ipv6_prefix_bits Nullable(UInt8)
        """
}

struct SystemQuotaLimits: EmptySystemTable {
    static let name = "quota_limits"
    static let comment = "Limits of use: there are none."
    static let columns = """
        quota_name String
        duration UInt32
        is_randomized_interval UInt8
        max_queries Nullable(UInt64)
        max_query_selects Nullable(UInt64)
        max_query_inserts Nullable(UInt64)
        max_errors Nullable(UInt64)
        max_result_rows Nullable(UInt64)
        max_result_bytes Nullable(UInt64)
        max_read_rows Nullable(UInt64)
        max_read_bytes Nullable(UInt64)
        max_execution_time Nullable(Float64)
        max_written_bytes Nullable(UInt64)
        max_failed_sequential_authentications Nullable(UInt64)
        max_queries_per_normalized_hash Nullable(UInt64)
        """
}

struct SystemQuotaUsage: EmptySystemTable {
    static let name = "quota_usage"
    static let comment = "Use of quotas: there are none."
    static let columns = """
        quota_name String
        quota_key String
        start_time Nullable(DateTime)
        end_time Nullable(DateTime)
        duration Nullable(UInt32)
        queries Nullable(UInt64)
        max_queries Nullable(UInt64)
        query_selects Nullable(UInt64)
        max_query_selects Nullable(UInt64)
        query_inserts Nullable(UInt64)
        max_query_inserts Nullable(UInt64)
        errors Nullable(UInt64)
        max_errors Nullable(UInt64)
        result_rows Nullable(UInt64)
        max_result_rows Nullable(UInt64)
        result_bytes Nullable(UInt64)
        max_result_bytes Nullable(UInt64)
        read_rows Nullable(UInt64)
        max_read_rows Nullable(UInt64)
        read_bytes Nullable(UInt64)
        max_read_bytes Nullable(UInt64)
        execution_time Nullable(Float64)
        max_execution_time Nullable(Float64)
        written_bytes Nullable(UInt64)
        max_written_bytes Nullable(UInt64)
        failed_sequential_authentications Nullable(UInt64)
        max_failed_sequential_authentications Nullable(UInt64)
        queries_per_normalized_hash Nullable(UInt64)
        max_queries_per_normalized_hash Nullable(UInt64)
        """
}

struct SystemSettingsProfiles: EmptySystemTable {
    static let name = "settings_profiles"
    static let comment = "Profiles of settings: there are none."
    static let columns = """
        name String
        id UUID
        storage String
        num_elements UInt64
        apply_to_all UInt8
        apply_to_list Array(String)
        apply_to_except Array(String)
        """
}

struct SystemSettingsProfileElements: EmptySystemTable {
    static let name = "settings_profile_elements"
    static let comment = "Settings of profiles: there are none."
    static let columns = """
        profile_name Nullable(String)
        user_name Nullable(String)
        role_name Nullable(String)
        index UInt64
        setting_name Nullable(String)
        value Nullable(String)
        min Nullable(String)
        max Nullable(String)
        writability Nullable(Enum8('WRITABLE' = 0, 'CONST' = 1, 'CHANGEABLE_IN_READONLY' = 2))
        inherit_profile Nullable(String)
        """
}
