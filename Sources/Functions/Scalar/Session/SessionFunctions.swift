/// Functions of the server, the session and the running query.
enum SessionFunctions {
    static let list: [any ScalarFunction.Type] = [
        Version.self, ColonnadeVersion.self, Revision.self, DisplayName.self, HostName.self, FullHostName.self,
        Uptime.self, CurrentDatabase.self, CurrentSchemas.self, CurrentUser.self, AuthenticatedUser.self,
        QueryIdentifier.self, InitialQueryIdentifier.self, InitialQueryStartTime.self, ServerUUID.self,
        ConnectionIdentifier.self, TCPPort.self, BuildIdentifier.self, OSKernelVersion.self,
        ShardNumber.self, ShardCount.self,
        FilesystemAvailable.self, FilesystemUnreserved.self, FilesystemCapacity.self,
        CurrentProfiles.self, EnabledProfiles.self, DefaultProfiles.self,
        CurrentRoles.self, EnabledRoles.self, DefaultRoles.self,
        GetSetting.self, GetSettingOrDefault.self,
        RowNumberInBlock.self, RowNumberInAllBlocks.self, BlockNumber.self, BlockSize.self,
        SleepFor.self, SleepEachRow.self, ThrowIf.self,
        IsConstant.self, GetSizeOfEnumType.self, ByteSize.self, ErrorCodeToName.self, Bar.self,
        RunningDifference.self, RunningDifferenceStartingWithFirstValue.self,
        FormatQuery.self, FormatQueryOrNull.self, FormatQuerySingleLine.self, FormatQuerySingleLineOrNull.self,
        IndexHint.self, VisibleWidth.self, RunningConcurrency.self, Neighbor.self, RunningAccumulate.self,
        MaxTableNameLength.self,
        HasThreadFuzzer.self, BlockSerializedSize.self, DumpColumnStructure.self, FormatRow.self,
        FormatRowNoNewline.self, NormalizeQuery.self,
        NormalizeQueryKeepNames.self, NormalizedQueryHash.self, NormalizedQueryHashKeepNames.self,
    ]
}
