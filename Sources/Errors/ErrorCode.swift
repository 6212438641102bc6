/// ClickHouse 26.9's error codes, every one that the engine names.
///
/// The case's name is ClickHouse's own in camel case; `name` gives it back in capitals (`UNKNOWN_IDENTIFIER`).
/// - Source: `errorCodeToName` of 26.9.
package enum ErrorCode: Int32, Sendable, Hashable {
    case ok = 0
    case unsupportedMethod = 1, unsupportedParameter = 2, unexpectedEndOfFile = 3, expectedEndOfFile = 4
    case cannotParseText = 6, incorrectNumberOfColumns = 7, thereIsNoColumn = 8, sizesOfColumnsDoesntMatch = 9
    case notFoundColumnInBlock = 10, positionOutOfBound = 11, parameterOutOfBound = 12
    case sizesOfColumnsInTupleDoesntMatch = 13, duplicateColumn = 15, noSuchColumnInTable = 16
    case sizeOfFixedStringDoesntMatch = 19, numberOfColumnsDoesntMatch = 20, cannotReadFromIstream = 23
    case cannotWriteToOstream = 24, cannotParseEscapeSequence = 25, cannotParseQuotedString = 26
    case cannotParseInputAssertionFailed = 27, cannotPrintFloatOrDoubleNumber = 28, attemptToReadAfterEof = 32
    case cannotReadAllData = 33, tooManyArgumentsForFunction = 34, tooFewArgumentsForFunction = 35
    case badArguments = 36, unknownElementInAst = 37, cannotParseDate = 38, tooLargeSizeCompressed = 39
    case checksumDoesntMatch = 40, cannotParseDatetime = 41, numberOfArgumentsDoesntMatch = 42
    case illegalTypeOfArgument = 43, illegalColumn = 44, unknownFunction = 46, unknownIdentifier = 47
    case notImplemented = 48, logicalError = 49, unknownType = 50, emptyListOfColumnsQueried = 51
    case columnQueriedMoreThanOnce = 52, typeMismatch = 53, storageRequiresParameter = 55, unknownStorage = 56
    case tableAlreadyExists = 57, tableMetadataAlreadyExists = 58, illegalTypeOfColumnForFilter = 59
    case unknownTable = 60, syntaxError = 62, unknownAggregateFunction = 63, cannotGetSizeOfField = 68
    case argumentOutOfBound = 69, cannotConvertType = 70, cannotWriteAfterEndOfBuffer = 71, cannotParseNumber = 72
    case unknownFormat = 73, cannotReadFromFileDescriptor = 74, cannotWriteToFileDescriptor = 75
    case cannotOpenFile = 76, cannotCloseFile = 77, unknownTypeOfQuery = 78, incorrectFileName = 79
    case incorrectQuery = 80, unknownDatabase = 81, databaseAlreadyExists = 82, directoryDoesntExist = 83
    case directoryAlreadyExists = 84, formatIsNotSuitableForInput = 85, receivedErrorFromRemoteIoServer = 86
    case cannotSeekThroughFile = 87, cannotTruncateFile = 88, unknownCompressionMethod = 89
    case emptyListOfColumnsPassed = 90, sizesOfMarksFilesAreInconsistent = 91, emptyDataPassed = 92
    case unknownAggregatedDataVariant = 93, cannotMergeDifferentAggregatedDataVariants = 94
    case cannotReadFromSocket = 95, cannotWriteToSocket = 96, unknownPacketFromClient = 99
    case unknownPacketFromServer = 100, unexpectedPacketFromClient = 101, unexpectedPacketFromServer = 102
    case tooSmallBufferSize = 104, fileDoesntExist = 107, noDataToInsert = 108, cannotBlockSignal = 109
    case cannotUnblockSignal = 110, cannotManipulateSigset = 111, cannotWaitForSignal = 112, thereIsNoSession = 113
    case cannotClockGettime = 114, unknownSetting = 115, thereIsNoDefaultValue = 116, incorrectData = 117
    case engineRequired = 119, cannotInsertValueOfDifferentSizeIntoTuple = 120, unsupportedJoinKeys = 121
    case incompatibleColumns = 122, unknownTypeOfAstNode = 123, incorrectElementOfSet = 124
    case incorrectResultOfScalarSubquery = 125, illegalIndex = 127, tooLargeArraySize = 128, functionIsSpecial = 129
    case cannotReadArrayFromText = 130, tooLargeStringSize = 131, aggregateFunctionDoesntAllowParameters = 133
    case parametersToAggregateFunctionsMustBeLiterals = 134, zeroArrayOrTupleIndex = 135
    case unknownElementInConfig = 137, excessiveElementInConfig = 138, noElementsInConfig = 139
    case samplingNotSupported = 141, notFoundNode = 142, unknownOverflowMode = 145, unknownDirectionOfSorting = 152
    case illegalDivision = 153, dictionariesWasNotLoaded = 156, tooManyRows = 158, timeoutExceeded = 159
    case tooSlow = 160, tooManyColumns = 161, tooDeepSubqueries = 162, readonly = 164, tooManyTemporaryColumns = 165
    case tooManyTemporaryNonConstColumns = 166, tooDeepAst = 167, tooBigAst = 168, badTypeOfField = 169
    case badGet = 170, cannotCreateDirectory = 172, cannotAllocateMemory = 173, cyclicAliases = 174
    case multipleExpressionsForAlias = 179, thereIsNoProfile = 180, illegalFinal = 181, illegalPrewhere = 182
    case unexpectedExpression = 183, illegalAggregation = 184, unsupportedCollationLocale = 186
    case collationComparisonFailed = 187, sizesOfArraysDontMatch = 190, setSizeLimitExceeded = 191
    case unknownUser = 192, wrongPassword = 193, requiredPassword = 194, ipAddressNotAllowed = 195
    case unknownAddressPatternType = 196, dnsError = 198, unknownQuota = 199, quotaExceeded = 201
    case tooManySimultaneousQueries = 202, noFreeConnection = 203, cannotFsync = 204, aliasRequired = 206
    case ambiguousIdentifier = 207, emptyNestedTable = 208, socketTimeout = 209, networkError = 210
    case emptyQuery = 211, unknownLoadBalancing = 212, unknownTotalsMode = 213, cannotStatvfs = 214
    case notAnAggregate = 215, queryWithSameIdIsAlreadyRunning = 216, clientHasConnectedToWrongPort = 217
    case tableIsDropped = 218, databaseNotEmpty = 219, duplicateInterserverIoEndpoint = 220
    case noSuchInterserverIoEndpoint = 221, unexpectedAstStructure = 223, replicaIsAlreadyActive = 224
    case noZookeeper = 225, noFileInDataPart = 226, unexpectedFileInDataPart = 227, badSizeOfFileInDataPart = 228
    case queryIsTooLarge = 229, notFoundExpectedDataPart = 230, tooManyUnexpectedDataParts = 231
    case noSuchDataPart = 232, badDataPartName = 233, noReplicaHasPart = 234, duplicateDataPart = 235, aborted = 236
    case noReplicaNameGiven = 237, formatVersionTooOld = 238, cannotMunmap = 239, cannotMremap = 240
    case memoryLimitExceeded = 241, tableIsReadOnly = 242, notEnoughSpace = 243, unexpectedZookeeperError = 244
    case corruptedData = 246, invalidPartitionValue = 248, noSuchReplica = 251, tooManyParts = 252
    case replicaAlreadyExists = 253, noActiveReplicas = 254, tooManyRetriesToFetchParts = 255
    case partitionAlreadyExists = 256, partitionDoesntExist = 257, unionAllResultStructuresMismatch = 258
    case clientOutputFormatSpecified = 260, unknownBlockInfoField = 261, badCollation = 262, cannotCompileCode = 263
    case incompatibleTypeOfJoin = 264, noAvailableReplica = 265, mismatchReplicasDataSources = 266
    case infiniteLoop = 269, cannotCompress = 270, cannotDecompress = 271, cannotIoSubmit = 272
    case cannotIoGetevents = 273, aioReadError = 274, aioWriteError = 275, indexNotUsed = 277
    case allConnectionTriesFailed = 279, noAvailableData = 280, dictionaryIsEmpty = 281, incorrectIndex = 282
    case unknownDistributedProductMode = 283, wrongGlobalSubquery = 284, tooFewLiveReplicas = 285
    case unsatisfiedQuorumForPreviousWrite = 286, unknownFormatVersion = 287, distributedInJoinSubqueryDenied = 288
    case replicaIsNotInQuorum = 289, limitExceeded = 290, databaseAccessDenied = 291
    case mongodbCannotAuthenticate = 293, cannotWriteToFile = 294, receivedEmptyData = 295
    case shardHasNoConnections = 297, cannotPipe = 298, cannotFork = 299, cannotDlsym = 300
    case cannotCreateChildProcess = 301, childWasNotExitedNormally = 302, cannotSelect = 303, cannotWaitpid = 304
    case tableWasNotDropped = 305, tooDeepRecursion = 306, tooManyBytes = 307, unexpectedNodeInZookeeper = 308
    case functionCannotHaveParameters = 309, invalidConfigParameter = 318, unknownStatusOfInsert = 319
    case valueIsOutOfRangeOfDataType = 321, unknownDatabaseEngine = 336, unfinished = 341, metadataMismatch = 342
    case supportIsDisabled = 344, tableDiffersTooMuch = 345, cannotConvertCharset = 346, cannotLoadConfig = 347
    case cannotInsertNullInOrdinaryColumn = 349, ambiguousColumnName = 352
    case indexOfPositionalArgumentIsOutOfRange = 353, zlibInflateFailed = 354, zlibDeflateFailed = 355
    case intoOutfileNotAllowed = 358, tableSizeExceedsMaxDropSizeLimit = 359, cannotCreateCharsetConverter = 360
    case seekPositionOutOfBound = 361, currentWriteBufferIsExhausted = 362, cannotCreateIoBuffer = 363
    case receivedErrorTooManyRequests = 364, sizesOfNestedColumnsAreInconsistent = 366, allReplicasAreStale = 369
    case dataTypeCannotBeUsedInTables = 370, inconsistentClusterDefinition = 371, sessionNotFound = 372
    case sessionIsLocked = 373, invalidSessionTimeout = 374, cannotDlopen = 375, cannotParseUuid = 376
    case illegalSyntaxForDataType = 377, dataTypeCannotHaveArguments = 378, cannotKill = 380
    case httpLengthRequired = 381, cannotLoadCatboostModel = 382, cannotApplyCatboostModel = 383
    case partIsTemporarilyLocked = 384, multipleStreamsRequired = 385, noCommonType = 386
    case dictionaryAlreadyExists = 387, cannotAssignOptimize = 388, insertWasDeduplicated = 389
    case cannotGetCreateTableQuery = 390, externalLibraryError = 391, queryIsProhibited = 392, thereIsNoQuery = 393
    case queryWasCancelled = 394, functionThrowIfValueIsNonZero = 395, tooManyRowsOrBytes = 396
    case queryIsNotSupportedInMaterializedView = 397, unknownMutationCommand = 398
    case formatIsNotSuitableForOutput = 399, cannotStat = 400, featureIsNotEnabledAtBuildTime = 401
    case cannotIosetup = 402, invalidJoinOnExpression = 403, badOdbcConnectionString = 404
    case topAndLimitTogether = 406, decimalOverflow = 407, badRequestParameter = 408
    case externalServerIsNotResponding = 410, pthreadError = 411, netlinkError = 412, cannotSetSignalHandler = 413
    case allReplicasLost = 415, replicaStatusChanged = 416, expectedAllOrAny = 417, unknownJoin = 418
    case multipleAssignmentsToColumn = 419, cannotUpdateColumn = 420, cannotAddDifferentAggregateStates = 421
    case unsupportedUriScheme = 422, cannotGettimeofday = 423, cannotLink = 424, systemError = 425
    case cannotCompileRegexp = 427, failedToGetpwuid = 429, mismatchingUsersForProcessAndData = 430
    case illegalSyntaxForCodecType = 431, unknownCodec = 432, illegalCodecParameter = 433
    case cannotParseProtobufSchema = 434, noColumnSerializedToRequiredProtobufField = 435, protobufBadCast = 436
    case protobufFieldNotRepeated = 437, dataTypeCannotBePromoted = 438, cannotScheduleTask = 439
    case invalidLimitExpression = 440, cannotParseDomainValueFromString = 441, badDatabaseForTemporaryTable = 442
    case noColumnsSerializedToProtobufFields = 443, unknownProtobufFormat = 444, cannotMprotect = 445
    case functionNotAllowed = 446, hyperscanCannotScanText = 447, brotliReadFailed = 448, brotliWriteFailed = 449
    case badTtlExpression = 450, badTtlFile = 451, settingConstraintViolation = 452
    case mysqlClientInsufficientCapabilities = 453, opensslError = 454, suspiciousTypeForLowCardinality = 455
    case unknownQueryParameter = 456, badQueryParameter = 457, cannotUnlink = 458, cannotSetThreadPriority = 459
    case cannotCreateTimer = 460, cannotSetTimerPeriod = 461, cannotFcntl = 463, cannotParseElf = 464
    case cannotParseDwarf = 465, insecurePath = 466, cannotParseBool = 467, cannotPthreadAttr = 468
    case violatedConstraint = 469, invalidSettingValue = 471, readonlySetting = 472, deadlockAvoided = 473
    case invalidTemplateFormat = 474, invalidWithFillExpression = 475, withTiesWithoutOrderBy = 476
    case invalidUsageOfInput = 477, unknownPolicy = 478, unknownDisk = 479, unknownProtocol = 480
    case pathAccessDenied = 481, dictionaryAccessDenied = 482, tooManyRedirects = 483, internalRedisError = 484
    case cannotGetCreateDictionaryQuery = 487, incorrectDictionaryDefinition = 489, cannotFormatDatetime = 490
    case unacceptableUrl = 491, accessEntityNotFound = 492, accessEntityAlreadyExists = 493
    case accessStorageReadonly = 495, quotaRequiresClientKey = 496, accessDenied = 497
    case limitByWithTiesIsNotSupported = 498, s3Error = 499, azureBlobStorageError = 500, cannotCreateDatabase = 501
    case cannotSigqueue = 502, aggregateFunctionThrow = 503, fileAlreadyExists = 504, unableToSkipUnusedShards = 507
    case unknownAccessType = 508, invalidGrant = 509, cacheDictionaryUpdateFail = 510, unknownRole = 511
    case setNonGrantedRole = 512, unknownPartType = 513, accessStorageForInsertionNotFound = 514
    case incorrectAccessEntityDefinition = 515, authenticationFailed = 516, cannotAssignAlter = 517
    case cannotCommitOffset = 518, noRemoteShardAvailable = 519, cannotDetachDictionaryAsTable = 520
    case atomicRenameFail = 521, unknownRowPolicy = 523, alterOfColumnIsForbidden = 524, incorrectDiskIndex = 525
    case noSuitableFunctionImplementation = 527, cassandraInternalError = 528, notALeader = 529
    case cannotConnectRabbitmq = 530, cannotFstat = 531, ldapError = 532, unknownRaidType = 535
    case cannotRestoreFromFieldDump = 536, illegalMysqlVariable = 537, mysqlSyntaxError = 538
    case cannotBindRabbitmqExchange = 539, cannotDeclareRabbitmqExchange = 540
    case cannotCreateRabbitmqQueueBinding = 541, cannotRemoveRabbitmqExchange = 542
    case unknownMysqlDatatypesSupportLevel = 543, rowAndRowsTogether = 544, firstAndNextTogether = 545
    case noRowDelimiter = 546, invalidRaidType = 547, unknownVolume = 548, dataTypeCannotBeUsedInKey = 549
    case unrecognizedArguments = 552, lzmaStreamEncoderFailed = 553, lzmaStreamDecoderFailed = 554
    case rocksdbError = 555, syncMysqlUserAccessError = 556, unknownUnion = 557, expectedAllOrDistinct = 558
    case invalidGrpcQueryInfo = 559, zstdEncoderFailed = 560, zstdDecoderFailed = 561, tldListNotFound = 562
    case cannotReadMapFromText = 563, interserverSchemeDoesntMatch = 564, tooManyPartitions = 565, cannotRmdir = 566
    case duplicatedPartUuids = 567, raftError = 568, multipleColumnsSerializedToSameProtobufField = 569
    case dataTypeIncompatibleWithProtobufField = 570, databaseReplicationFailed = 571
    case tooManyQueryPlanOptimizations = 572, epollError = 573, distributedTooManyPendingBytes = 574
    case unknownSnapshot = 575, kerberosError = 576, invalidShardId = 577, invalidFormatInsertQueryWithData = 578
    case incorrectPartType = 579, cannotSetRoundingMode = 580, tooLargeDistributedDepth = 581
    case noSuchProjectionInTable = 582, illegalProjection = 583, projectionNotUsed = 584, cannotParseYaml = 585
    case cannotCreateFile = 586, concurrentAccessNotSupported = 587, distributedBrokenBatchInfo = 588
    case distributedBrokenBatchFiles = 589, cannotSysconf = 590, sqliteEngineError = 591, dataEncryptionError = 592
    case zeroCopyReplicationError = 593, bzip2StreamDecoderFailed = 594, bzip2StreamEncoderFailed = 595
    case intersectOrExceptResultStructuresMismatch = 596, noSuchErrorCode = 597, backupAlreadyExists = 598
    case backupNotFound = 599, backupVersionNotSupported = 600, backupDamaged = 601, noBaseBackup = 602
    case wrongBaseBackup = 603, backupEntryAlreadyExists = 604, backupEntryNotFound = 605, backupIsEmpty = 606
    case cannotRestoreDatabase = 607, cannotRestoreTable = 608, functionAlreadyExists = 609
    case cannotDropFunction = 610, cannotCreateRecursiveFunction = 611, postgresqlConnectionFailure = 614
    case cannotAdvise = 615, unknownReadMethod = 616, lz4EncoderFailed = 617, lz4DecoderFailed = 618
    case postgresqlReplicationInternalError = 619, queryNotAllowed = 620, cannotNormalizeString = 621
    case cannotParseCapnProtoSchema = 622, capnProtoBadCast = 623, badFileType = 624, ioSetupError = 625
    case cannotSkipUnknownField = 626, backupEngineNotFound = 627, offsetFetchWithoutOrderBy = 628
    case httpRangeNotSatisfiable = 629, haveDependentObjects = 630, unknownFileSize = 631
    case unexpectedDataAfterParsedValue = 632, mongodbError = 634, cannotPoll = 635
    case cannotExtractTableStructure = 636, invalidTableOverride = 637, snappyUncompressFailed = 638
    case snappyCompressFailed = 639, noHivemetastore = 640, cannotAppendToFile = 641, cannotPackArchive = 642
    case cannotUnpackArchive = 643, numberOfDimensionsMismatched = 645, cannotBackupTable = 647
    case wrongDdlRenamingSettings = 648, invalidTransaction = 649, serializationError = 650, capnProtoBadType = 651
    case onlyNullsWhileReadingSchema = 652, cannotParseBackupSettings = 653, wrongBackupSettings = 654
    case failedToSyncBackupOrRestore = 655, unknownStatusOfTransaction = 659, hdfsError = 660
    case cannotSendSignal = 661, fsMetadataError = 662, inconsistentMetadataForBackup = 663
    case accessStorageDoesntAllowBackup = 664, cannotConnectNats = 665, notInitialized = 667, invalidState = 668
    case namedCollectionDoesntExist = 669, namedCollectionAlreadyExists = 670, namedCollectionIsImmutable = 671
    case invalidSchedulerNode = 672, resourceAccessDenied = 673, resourceNotFound = 674, cannotParseIpv4 = 675
    case cannotParseIpv6 = 676, threadWasCanceled = 677, ioUringInitFailed = 678, ioUringSubmitError = 679
    case mixedAccessParameterTypes = 690, unknownElementOfEnum = 691, tooManyMutations = 692, awsError = 693
    case asyncLoadCycle = 694, asyncLoadFailed = 695, asyncLoadCanceled = 696, cannotRestoreToNonencryptedDisk = 697
    case invalidRedisStorageType = 698, invalidRedisTableStructure = 699, userSessionLimitExceeded = 700
    case clusterDoesntExist = 701, clientInfoDoesNotMatch = 702, invalidIdentifier = 703
    case queryCacheUsedWithNondeterministicFunctions = 704, tableNotEmpty = 705, libsshError = 706, gcpError = 707
    case illegalStatistics = 708, cannotGetReplicatedDatabaseSnapshot = 709, faultInjected = 710
    case filecacheAccessDenied = 711, tooManyMaterializedViews = 712, brokenProjection = 713
    case unexpectedCluster = 714, cannotDetectFormat = 715, cannotForgetPartition = 716
    case experimentalFeatureError = 717, tooSlowParsing = 718, queryCacheUsedWithSystemTable = 719
    case userExpired = 720, deprecatedFunction = 721, asyncLoadWaitFailed = 722, parquetException = 723
    case tooManyTables = 724, tooManyDatabases = 725, unexpectedHttpHeaders = 726, unexpectedTableEngine = 727
    case unexpectedDataType = 728, illegalTimeSeriesTags = 729, refreshFailed = 730
    case queryCacheUsedWithNonThrowOverflowMode = 731, tableIsBeingRestarted = 733
    case cannotWriteAfterBufferCanceled = 734, queryWasCancelledByClient = 735, datalakeDatabaseError = 736
    case googleCloudError = 737, partIsLocked = 738, buzzhouse = 739, potentiallyBrokenDataPart = 740
    case tableUuidMismatch = 741, deltaKernelError = 742, icebergSpecificationViolation = 743, sessionIdEmpty = 744
    case serverOverloaded = 745, dependenciesNotFound = 746
    case filecacheCannotWriteThroughCacheWithConcurrentReads = 747, avroException = 748
    case tcpConnectionLimitReached = 749, arrowflightInternalError = 750, arrowflightConnectionFailure = 751
    case arrowflightFetchSchemaError = 752, arrowflightWriteError = 753, udfExecutionFailed = 754
    case tooLargeLightweightUpdates = 755, cannotParsePromqlQuery = 756, cannotGetThreadPriority = 757
    case tooManyNamedCollections = 758, licensingException = 759, unicodeError = 760, acmeError = 761
    case httpConnectionLimitReached = 762, sessionRefused = 763, deduplicationIsNotPossible = 764
    case unknownMaskingPolicy = 765, instrumentationError = 766, requiredSecondFactor = 767
    case cannotExecutePromqlQuery = 768, namedCollectionIsUsed = 769, wasmError = 770
    case cacheCannotWriteToCacheDisk = 771, incompatibleSchema = 772, malformedAiProviderResponse = 773
    case tableIsPermanentlyReadOnly = 774, statelessWorkerDiscoveryError = 775, resourceLimitExceeded = 776
    case memoryReservationKilled = 777, memoryReservationFailed = 778, unsupportedMediaType = 779
    case swServerNoWorkersAvailable = 780, aiProviderResponseTruncated = 781, aiProviderResponseIncomplete = 782
    case sshAgentError = 783, objectStorageQueuePostProcessingFailed = 784, pyExceptionOccured = 800
    case pyObjectNotFound = 801, distributedCacheError = 900, cannotUseDistributedCache = 901
    case protocolVersionMismatch = 902, distributedCacheRegistryShutdown = 903, tooManyUnavailableShards = 904
    case distributedCacheServerInBackoff = 905, astFuzzerOracleMismatch = 906, keeperException = 999
    case pocoException = 1000, stdException = 1001, unknownException = 1002, sshException = 1003
    case startupScriptsError = 1004, staleVersion = 1005, invalidCursorLookup = 1006, illegalStream = 1007
    case temporaryDataNotInCache = 1008, s3ObjectChangedDuringRead = 1009, uniqueKeyDenseIndexUnreadable = 1010
    case handlerAlreadyExists = 1011, handlerDoesntExist = 1012, ambiguousHandler = 1013
    case transactionRollbackPartialFailure = 1014, fileChangedDuringRead = 1015, tableSizeLimitExceeded = 1016
    case asyncInsertFlushTimeout = 1017, exchangePeerDisconnected = 1018, querySlotAcquisitionTimeout = 1019
    case memoryReservationAcquisitionTimeout = 1020

    /// ClickHouse's spelling: `unknownIdentifier` is `UNKNOWN_IDENTIFIER`.
    package var name: String {
        var result = ""
        for character in "\(self)" {
            if character.isUppercase { result.append("_") }
            result.append(contentsOf: character.uppercased())
        }
        return result
    }
}
