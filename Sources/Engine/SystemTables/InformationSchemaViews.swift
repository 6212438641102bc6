/// The views of `information_schema`.
///
/// - Source: `SHOW CREATE VIEW information_schema.…` of 26.9.
let informationSchemaViews: [InformationSchemaView] = [
    InformationSchemaView(
        name: "character_sets",
        columns: [
            """
            character_set_name String := arrayJoin(['utf8', 'utf8mb4', 'ascii', 'binary'])
            """
        ],
        source: ""),
    InformationSchemaView(
        name: "collations",
        columns: [
            """
            collation_name String := name
            """,
            """
            character_set_name Nullable(String) := NULL
            id Nullable(UInt64) := NULL
            is_default Nullable(String) := NULL
            is_compiled Nullable(String) := NULL
            sortlen Nullable(UInt64) := NULL
            pad_attribute Nullable(String) := NULL
            """,
        ],
        source: "FROM system.collations"),
    InformationSchemaView(
        name: "columns",
        columns: [
            """
            table_catalog String := database
            table_schema String := database
            table_name String := `table`
            column_name String := name
            ordinal_position UInt64 := position
            column_default String := default_expression
            is_nullable String := type LIKE 'Nullable(%)'
            data_type String := type
            character_maximum_length Nullable(UInt64) := character_octet_length
            character_octet_length Nullable(UInt64) := character_octet_length
            numeric_precision Nullable(UInt64) := numeric_precision
            numeric_precision_radix Nullable(UInt64) := numeric_precision_radix
            numeric_scale Nullable(UInt64) := numeric_scale
            datetime_precision Nullable(UInt64) := datetime_precision
            character_set_catalog Nullable(String) := NULL
            character_set_schema Nullable(String) := NULL
            character_set_name Nullable(String) := NULL
            collation_catalog Nullable(String) := NULL
            collation_schema Nullable(String) := NULL
            collation_name Nullable(String) := NULL
            domain_catalog Nullable(String) := NULL
            domain_schema Nullable(String) := NULL
            domain_name Nullable(String) := NULL
            extra Nullable(String) := multiIf(default_kind = 'DEFAULT', 'DEFAULT_GENERATED', default_kind = \
            'MATERIALIZED', 'STORED GENERATED', default_kind = 'ALIAS', 'VIRTUAL GENERATED', '')
            column_comment String := comment
            column_type String := type
            """,
            """
            column_key String := if(is_in_primary_key, 'PRI', '')
            privileges String := ''
            generation_expression String := if(default_kind IN ('MATERIALIZED', 'ALIAS'), default_expression, '')
            srs_id Nullable(UInt32) := NULL
            """,
        ],
        source: "FROM system.columns"),
    InformationSchemaView(
        name: "engines",
        columns: [
            """
            engine String := name
            support String := if(engine = getSetting('default_table_engine'), 'DEFAULT', 'YES')
            """
        ],
        source: "FROM system.table_engines"),
    InformationSchemaView(
        name: "key_column_usage",
        columns: [
            """
            constraint_catalog String / Nullable(String) := 'def'
            constraint_schema String / Nullable(String) := database
            constraint_name Nullable(String) := 'PRIMARY'
            table_catalog String := 'def'
            table_schema String := database
            table_name String := `table`
            column_name Nullable(String) := name
            ordinal_position UInt32 := 1
            position_in_unique_constraint Nullable(UInt32) := NULL
            referenced_table_schema Nullable(String) := NULL
            referenced_table_name Nullable(String) := NULL
            referenced_column_name Nullable(String) := NULL
            """
        ],
        source: "FROM system.columns WHERE is_in_primary_key"),
    InformationSchemaView(
        name: "referential_constraints",
        columns: [
            """
            constraint_catalog String := ''
            constraint_schema String := ''
            constraint_name Nullable(String) := NULL
            unique_constraint_catalog String := ''
            unique_constraint_schema String := ''
            unique_constraint_name Nullable(String) := NULL
            match_option String := ''
            update_rule String := ''
            delete_rule String := ''
            table_name String := ''
            referenced_table_name String := ''
            """
        ],
        source: "WHERE false"),
    InformationSchemaView(
        name: "schemata",
        columns: [
            """
            catalog_name String := name
            schema_name String := name
            schema_owner String := 'default'
            default_character_set_catalog Nullable(String) := NULL
            default_character_set_schema Nullable(String) := NULL
            default_character_set_name Nullable(String) := NULL
            sql_path Nullable(String) := NULL
            """,
            """
            default_collation_name String := 'utf8mb4_0900_ai_ci'
            default_encryption String := 'NO'
            """,
        ],
        source: "FROM system.databases"),
    InformationSchemaView(
        name: "statistics",
        columns: [
            """
            table_catalog String := ''
            table_schema String := ''
            table_name String := ''
            non_unique Int32 := 0
            index_schema String := ''
            index_name Nullable(String) := NULL
            seq_in_index UInt32 := 0
            column_name Nullable(String) := NULL
            collation Nullable(String) := NULL
            cardinality Nullable(Int64) := NULL
            sub_part Nullable(Int64) := NULL
            packed Nullable(String) := NULL
            nullable String := ''
            index_type String := ''
            comment String := ''
            index_comment String := ''
            is_visible String := ''
            expression Nullable(String) := NULL
            """
        ],
        source: "WHERE false"),
    InformationSchemaView(
        name: "tables",
        columns: [
            """
            table_catalog String := database
            table_schema String := database
            table_name String := name
            table_type String := multiIf(is_temporary, 'LOCAL TEMPORARY', t.engine LIKE '%View', 'VIEW', t.engine \
            LIKE 'System%', 'SYSTEM VIEW', has_own_data = 0, 'FOREIGN TABLE', 'BASE TABLE')
            table_rows Nullable(UInt64) := total_rows
            data_length Nullable(UInt64) := total_bytes
            index_length Nullable(UInt64) := sum(p.primary_key_size + p.marks_bytes + \
            p.secondary_indices_compressed_bytes + p.secondary_indices_marks_bytes)
            table_collation Nullable(String) := 'utf8mb4_0900_ai_ci'
            table_comment Nullable(String) := comment
            """,
            """
            engine Nullable(String) := if(table_type IN ('VIEW', 'SYSTEM VIEW'), NULL, t.engine)
            version Nullable(UInt64) := NULL
            row_format Nullable(String) := NULL
            avg_row_length Nullable(UInt64) := NULL
            max_data_length Nullable(UInt64) := NULL
            data_free Nullable(UInt64) := NULL
            auto_increment Nullable(UInt64) := NULL
            create_time Nullable(DateTime) := NULL
            update_time Nullable(DateTime) := NULL
            check_time Nullable(DateTime) := NULL
            checksum Nullable(Int64) := NULL
            create_options Nullable(String) := NULL
            """,
        ],
        source: """
            FROM system.tables AS t
            LEFT JOIN system.parts AS p ON t.database = p.database AND t.name = p.`table` AND p.active = 1
            GROUP BY t.database, t.name, t.is_temporary, t.engine, t.has_own_data, t.total_rows, t.total_bytes,
                t.comment
            """),
    InformationSchemaView(
        name: "views",
        columns: [
            """
            table_catalog String := database
            table_schema String := database
            table_name String := name
            view_definition String := as_select
            check_option String := 'NONE'
            is_updatable Enum8('NO' = 0, 'YES' = 1) := 0
            is_insertable_into Enum8('NO' = 0, 'YES' = 1) := engine = 'MaterializedView'
            is_trigger_updatable Enum8('NO' = 0, 'YES' = 1) := 0
            is_trigger_deletable Enum8('NO' = 0, 'YES' = 1) := 0
            is_trigger_insertable_into Enum8('NO' = 0, 'YES' = 1) := 0
            """
        ],
        source: "FROM system.tables WHERE engine LIKE '%View'"),
]
