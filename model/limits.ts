/** Every bound of the harness, in one place. Reaching one is reported. */
export const limits = {
  /** `..` components in one argument or link; the moat is deeper than all arguments of a step together. */
  dotdotMax: 8,
  /** Folders between the arena's top and a sandbox root. */
  moatDepth: 24,
  /** `..` components that lead to the real root from any folder of a target, whose sandbox is deep in the moat. */
  overRootDotdot: 48,
  /** `..` components in all archives of an attack together: links may add up, and still stay in the moat. */
  archiveDotdotMax: 20,
  /** Members of an archive, those of nested archives included. */
  archiveMembersMax: 200,
  /** Archives within archives. */
  archiveDepthMax: 3,
  /** Unpacked bytes of an archive, so that a small one cannot become huge. */
  archiveBytesMax: 2_097_152,
  /** unix(7): `sun_path` holds so many bytes, the terminating NUL included. */
  socketPathBytesMax: 108,
  /** PATH_MAX of Linux: longer paths are not looked up. */
  pathBytesMax: 4_096,
  layoutEntriesMax: 12,
  /** Steps of an attack; a chain of operations that use each other's results needs one each. */
  stepsMax: 8,
  /** Forms of keys that are learnt of one operation: nobody makes a hundred on purpose. */
  keyPatternsMax: 100,
  /** Constants by which patterns of one shape are distinguished: beyond these they are no constants. */
  keyVariantsMax: 24,
  /** Files that nobody means to serve, asked for by one parameter, and how far and in how many folders they are searched for. */
  realFiles: { most: 6, depth: 3, folders: 300 },
  /** Harmless values that are sent to learn what is done to texts, and places where one is followed. */
  textCasesMax: 1_000,
  textLandingsMax: 3,
  /** Keys of a harmless step of which it is asked which parts were sent. */
  shapedKeysMax: 12,
  /** Disguises in which a harmless step back is sent, to see which of them pass. */
  textRecipesMax: 8,
  /** Attacks by ways to others' keys on one operation, and ways to split one key. */
  collisionsMax: 40,
  keySolutionsMax: 12,
  /** Ways to split a victim's name and arguments into the attacker's name and other arguments, for one operation. */
  identitySplitsMax: 40,
  /** Known names that are sent with changes that some comparison ignores. */
  changedNamesMax: 40,
  /** Of these, the known names that get as many attempts as all others together. */
  changedNamesNear: 4,
  /**
   * How many of a kind are among the first attacks; later draws cover the rest. In order: texts that one operation stores for
   * another, and for one that may use them; operations in between; victims' values and files; levels above in disguise, because
   * deeper files are rare and disguises many; victims' values in JSON of other types; archives without harmless members, patterns of members' names;
   * endings of planted names; uses of one path that are raced.
   */
  sequenceTextsMax: 24,
  sequenceTextsFew: 4,
  betweenMax: 4,
  foreignValuesFirst: 8,
  foreignFilesFirst: 3,
  disguisedLevelsMax: 4,
  typedValuesFirst: 2,
  archivesBareMax: 12,
  archivePatternsMax: 3,
  plantEndingsMax: 3,
  raceRepeatsMax: 2,
  /** Hostile arguments in one request, so that the moat is deeper than all of them together. */
  hostileArgumentsMax: 4,
  /** Places of a JSON value that can hold the text, and how many of them are names of further members. */
  jsonCarriersMax: 20,
  jsonNamesMax: 4,
  /** Values of another kind in one place of a JSON value; and whole ones of a victim’s, without one place each. */
  structuresMax: 32,
  foreignBodiesMax: 8,
  /** Names of further members of a JSON object: mostly those of key attributes. */
  furtherNamesMax: 12,
  /** JSON with members that are parameters of requests to stores. */
  requestMembersMax: 24,
  /** Members by which other requests of the target ask, sent where a text is meant. */
  shownOperatorsMax: 4,
  /** Texts for two parameters that are stored in one place, to compare their refusals, and such attacks on one operation. */
  unevenTextsMax: 10,
  unevenProbesMax: 24,
  /** Other identities of the attacker, and headers or cookies left out, with which it follows a victim's step. */
  followingIdentitiesMax: 2,
  followingOmissionsMax: 2,
  /** Operations that have undeclared members before another one, and members that are sent alone to each. */
  assigningMax: 3,
  assignedMembersMax: 4,
  /** Fields of models as undeclared members before another operation, as names of filters, and numbers tried as a row's key. */
  assignedFieldsMax: 10,
  filterMembersMax: 12,
  guessedKeysMax: 3,
  /** Requests with a parameter left out, with one sent twice, and with two of a victim's arguments. */
  omissionsMax: 12,
  repetitionsMax: 16,
  argumentPairsMax: 6,
  /** Names of a victim that are sent where every actor sends its own: a header, a login and the actor's name are three. */
  identityNamesMax: 8,
  /** Attacked words in an archive's members: the first ones of the first members, which usually lead to all others. */
  archiveWordsMax: 12,
  /** Places in which a pipe is planted: each may cost a deadline. */
  pipeProbesMax: 4,
  /** Folders in which the attacker plants links for one operation, the likeliest first. */
  plantFoldersMax: 8,
  /** Sets of undeclared members for one victim, and items of the victim that are sent as a whole. */
  undeclaredSetsMax: 14,
  undeclaredItemsMax: 3,
  /** Key attributes that hostile statements compare with. */
  expressionAttributesMax: 4,
  /** Keys of a victim that are sent unchanged to one parameter. */
  wholeKeysMax: 8,
  /** Races that are tried on one operation before any are drawn. */
  raceProbesMax: 80,
  /** Turns of a step before which one other step is tried, and executions with another step in the middle of one operation. */
  turnsPerMeetingMax: 3,
  meetingProbesMax: 10,
  /** Turns of a step that the driver counts; its own bound is the same. */
  turnsPerStepMax: 1_000,
  /** Steps that may let a refused one through and are tried before it. */
  openingStepsMax: 3,
  /** Components that are flipped in one operation. */
  flipPlacesMax: 4,
  /** Executions of one flipped case until something is observed. */
  flipExecutionsMax: 60,
  /** Milliseconds after which no further execution of a flipped case begins, and for which one is flipped at most. */
  flipMsMax: 2_000,
  stringCharactersMax: 6_000,
  /** Parts of one text that are filled in or written out. */
  textPartsMax: 200,
  /** Levels of lists and objects in a saved finding: code that walks it on the stack must end. */
  documentLevelsMax: 200,
  /** Characters of a JSON value in a saved finding. */
  jsonCharactersMax: 1_048_576,
  /** Milliseconds after which an unfinished file counts as left by a killed run: writing a finding takes far less. */
  unfinishedMsMax: 60_000,
  /** Levels of parentheses, lists and objects in a PartiQL statement. */
  statementNestingMax: 40,
  stackFramesMax: 12,
  frameBytesMax: 67_108_864,
  /** Bytes that a target's process may hold of SQL and caches to be saved for another world. */
  savedBytesMax: 16_777_216,
  /** Secrets made by victims' runs that are looked for in answers; further ones are not. */
  mintedSecretsMax: 60,
  /** Bytes of an object in its record. */
  objectExcerptBytesMax: 65_536,
  recordsPerStepMax: 5_000,
  wireRecordsPerStepMax: 2_000,
  /**
   * How often "nothing reached the attacker" must be shown at a place before it is only spot-checked there, once in so many
   * cases. Once suffices if something did: that is a finding, which shrinking and confirmation repeat anyway.
   */
  flowChecksMin: 8,
  flowSpotCheck: 25,
  /** Operations that the ledger names for one reached bound. */
  cutPlacesTold: 8,
  /** Items of others that a step asked about without reading them, and about which repetitions ask. */
  askedPerStepMax: 20,
  /** Items made in a repetition like those of others beyond a page; a page that holds none still may be missed. */
  moreItemsMax: 100,
  /** Presigned URLs, and presigned forms, of one answer that are examined. */
  signedPerAnswerMax: 200,
  /** Key ranges of one line of the target that are learnt from harmless runs. */
  rangesPerLineMax: 1_000,
  /** Names that one actor's harmless step makes by itself and uses again, and victims whose steps are looked at for them. */
  predictableNamesMax: 12,
  predictableVictimsMax: 2,
  /** Lookups of one harmless step that races count. */
  learntAccessesMax: 200,
  /** Characters of a value that attacks may refer to, and values of one JSON argument or answer. */
  knownValueCharactersMax: 256,
  knownValuesMax: 40,
  /** Characters of an expression that are parsed: twice what DynamoDB accepts. */
  expressionCharactersMax: 8_192,
  /** Words of a request that are compared with those of harmless requests. */
  requestWordsMax: 2_000,
  /** Characters of a file that are searched for sent words: a file without any may be an audit log. */
  routineCharactersMax: 65_536,
  /** Requests of a step whose form is judged. */
  requestsPerStepMax: 100,
  /** Default number of cases for `check`, and default time. */
  checkRunsMax: 6_000,
  checkTimeMs: 50_000,
  /** Default number of attacks like one that does nothing any more, on an operation, and the time for them. */
  neighbourhoodCases: 500,
  neighbourhoodTimeMs: 60_000,
  /** Default number of cases for `check` in a pipeline, for each operation that is attacked. */
  pipelineRunsPerOperation: 150,
  stepDeadlineMs: 10_000,
  /** From this number on, cases of one operation that overran their deadline have a line of their own. */
  deadlinesToldFrom: 3,
  startDeadlineMs: 60_000,
  /** Milliseconds for an engine of the user's own to accept a connection. */
  connectDeadlineMs: 5_000,
  stopDeadlineMs: 2_000,
  /** Default memory limit of each process of a target, in bytes. */
  memoryBytes: 4_294_967_296,
  /** Ports on loopback that a target in a network namespace can use. */
  relayedPortsMax: 200,
  /** Milliseconds to wait for the end of a killed target. */
  killMs: 10_000,
  /** Milliseconds to wait for the last output of an ended target, if another process holds its pipe. */
  lastWordsMs: 200,
  /** Milliseconds for a keeper to end all that a target has left. */
  keeperMs: 6_000,
  /** Milliseconds between the ends of relay and target within which the target's end is the reported reason. */
  relayLostMs: 50,
  /** How often leftover processes are searched: they may start others meanwhile. */
  killRoundsMax: 50,
  /** Milliseconds for a config to load. */
  configDeadlineMs: 30_000,
  /** Milliseconds for a run to end by itself after an uncaught error. */
  endAfterFaultMs: 20_000,
  shrinkExecutionsMax: 400,
  /** Executions for shrinking an informative finding, which deserves fewer than a trespass. */
  shrinkInformativeMax: 8,
  /**
   * Executions for shrinking a finding by chance: each consists of many, and little can shrink but whether a planted link
   * suffices.
   */
  shrinkByChanceMax: 4,
  /** Shrinking to the end may take as long as the search, and at least so long. */
  shrinkTimeMsMin: 60_000,
  /** Milliseconds for shrinking after the user has stopped the run. */
  shrinkAfterStopMs: 3_000,
  /** Milliseconds to finish a confirmation after the user has stopped the run. */
  stopGraceMs: 10_000,
  /** How often a confirmation that lost the target is tried again. */
  confirmLossesMax: 3,
  /** Milliseconds before each further attempt to start a world. */
  worldWaitsMs: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000],
  /** Operations that a search gives up because no world can be rehearsed with them. */
  operationsGivenUpMax: 3,
  /** Attacks that each operation should get before a bound ends the search. */
  firstAttacks: 25,
  /** Probes that differ only in a text and showed nothing new, one after the other, before the rest of their kind waits. */
  staleProbesMax: 3,
  /** Attacks drawn in a row that a campaign has judged before, until no more are drawn for the operation. */
  drawnInVainMax: 256,
  /** A finding is reported after so many executions; the rest of its shrinking comes after that. */
  shrinkRoughMax: 16,
  confirmRepeats: 3,
  /** Runs of a changed world, alternating with runs of the unchanged one, before a different answer counts. */
  interleavedRunsMax: 8,
  /** Runs that look for the parts of others' data that the target cannot work with once they are changed. */
  brittleRunsMax: 24,
  /** Attacks whose result shrinking remembers. */
  rememberedAttacksMax: 50_000,
  /** Components of a path that a walk shows, from its beginning and from its end. */
  walkHeadMax: 30,
  walkTailMax: 10,
  /** Accesses of one step whose walk is shown. */
  walksPerStepMax: 20,
  /** Executions that show which parts of a finding's arguments matter. */
  matteringExecutionsMax: 4,
  excerptCharactersMax: 160,
  /** Characters of an answer that are searched for encoded words at a time. */
  scanCharactersMax: 1_048_576,
  restoreEntriesMax: 20_000,
  /** Steps after which the sandbox is compared as a whole, for changes that neither hook nor kernel has reported. */
  looksPerWholeLook: 50,
  /** Half of PATH_MAX: a folder with a longer path is moved before it is removed. */
  pathBytesShort: 2_048,
  /** Lines of the target that the ledger lists as looked at here and resolved again there. */
  hazardLinesMax: 20,
  /** Lines of a request's body that are shown; those that the attack chose always are. */
  bodyLinesMax: 40,
  /** Bytes of an argument that are shown as text. */
  shownBytesMax: 400,
  /** Names of files and folders that one operation made in rehearsal and that attacks may use. */
  fileNamesMax: 40,
  /** Endings of names for which the moat has files, and the length of one. */
  endingsMax: 8,
  endingCharactersMax: 40,
  /** Bytes of the flaws of an HTML report that are told in full. */
  htmlStoriesBytesMax: 3_500_000,
  /** Bytes of a file of the target that is read to show a few of its lines. */
  sourceBytesMax: 1_048_576,
  corpusFileBytesMax: 16_777_216,
  corpusEntriesMax: 10_000,
  /** Bytes of the journals of a campaign: some ten million cases. Cases that it has in memory at a time. */
  campaignBytesMax: 268_435_456,
  campaignCasesMax: 4_000_000,
  /** Attacks that showed something new, of which a campaign keeps the whole value. */
  campaignInterestingMax: 2_000,
  /** Milliseconds between the writes of a campaign: what is killed loses less than a second. */
  campaignFlushMs: 500,
  /** Files of a project that a campaign compares. */
  projectFilesMax: 20_000,
  /** Bytes of a saved stream of events that are read again: a string holds no more than twice as much. */
  eventsBytesMax: 268_435_456,
  responseBytesMax: 2_097_152,
  outputTailBytesMax: 4_096,
  /** Bytes of what an interpreter or a jail says when it is tried. */
  programAnswerBytesMax: 1_048_576,
  /** Lines of what a failing operation printed. */
  printedLinesMax: 20,
  /** Characters of a harmless answer in its summary. */
  shownAnswerCharactersMax: 2_000,
  /** Bytes of a step's output that are examined, half of them from each end. */
  outputPerStepBytesMax: 1_048_576,
  /** The target's output file is emptied between steps once it is larger than this. */
  outputFileBytesMax: 67_108_864,
} as const;
