/** Every bound of the harness, in one place. Reaching one is reported. */
export const limits = {
  /** `..` components in one argument or link; the moat is deeper than all arguments of a step together. */
  dotdotMax: 8,
  /** Folders between the arena's top and a sandbox root. */
  moatDepth: 24,
  /** `..` components that lead to the real root from any folder of a target, whose sandbox lies deep in the moat. */
  overRootDotdot: 48,
  /** `..` components in all archives of an attack together: links may add theirs up, and still stay in the moat. */
  archiveDotdotMax: 20,
  /** Members of an archive, those of archives within it included. */
  archiveMembersMax: 200,
  /** Archives within archives. */
  archiveDepthMax: 3,
  /** Texts and zero bytes that an archive unpacks to, which bounds what a small one may grow to. */
  archiveBytesMax: 2_097_152,
  /** PATH_MAX of Linux, from which on no path is looked up. */
  pathBytesMax: 4_096,
  layoutEntriesMax: 12,
  /** Steps of an attack; a chain of operations that take from each other takes one each. */
  stepsMax: 8,
  /** Forms of keys that are learnt of one operation: a hundred are no keys that anybody makes on purpose. */
  keyPatternsMax: 100,
  /** Constants by which patterns of one shape are distinguished: beyond these they are no constants. */
  keyVariantsMax: 24,
  /** Attacks by ways to others' keys that are tried on one operation, and ways in which one key is taken apart. */
  collisionsMax: 40,
  keySolutionsMax: 12,
  /** Ways to read a victim's name and arguments as the attacker's name and others, of one operation. */
  identitySplitsMax: 40,
  /** Known names that are sent with changes which some comparison ignores. */
  changedNamesMax: 40,
  /** Known names of those that are sent so as often as all others together. */
  changedNamesNear: 4,
  /**
   * How many of a kind are among the first attacks. What is drawn later goes on from there and leaves none out: texts that one
   * operation stores for another one, and for one that may use them; operations in between; victims' values and files; levels
   * above in disguise, because deeper files are rare and disguises many; victims' values in JSON of other types; archives without
   * harmless members; endings of planted names; uses of one path that are raced.
   */
  sequenceTextsMax: 24,
  sequenceTextsFew: 4,
  betweenMax: 4,
  foreignValuesFirst: 8,
  foreignFilesFirst: 3,
  disguisedLevelsMax: 4,
  typedValuesFirst: 2,
  archivesBareMax: 12,
  plantEndingsMax: 3,
  raceRepeatsMax: 2,
  /** Arguments that one request attacks at most, so that the moat is deeper than all of them together. */
  hostileArgumentsMax: 4,
  /** Places of a JSON value that carry one text each, and how many of them are names of further members. */
  jsonCarriersMax: 20,
  jsonNamesMax: 4,
  /** Names that further members of a JSON object are given: those of key attributes, mostly. */
  furtherNamesMax: 12,
  /** Texts for two parameters that are stored in one place, and such attacks on one operation: their refusals are compared. */
  unevenTextsMax: 10,
  unevenProbesMax: 24,
  /** Names of a victim that are sent where all actors send the same: a header, a login and the actor's name are three. */
  identityNamesMax: 8,
  /** Words in an archive's members that are attacked: the first ones of the first members, as a rule what leads to all others. */
  archiveWordsMax: 12,
  /** Places at which a pipe waits for others: each may cost a deadline. */
  pipeProbesMax: 4,
  /** Folders of the attacker's in which links are planted for one operation, the likeliest first. */
  plantFoldersMax: 8,
  /** Sets of members that no parameter declares, for one victim, and items of the victim's that are sent as a whole. */
  undeclaredSetsMax: 14,
  undeclaredItemsMax: 3,
  /** Key attributes that hostile statements compare with. */
  expressionAttributesMax: 4,
  /** Keys of a victim that are sent as they are to one parameter. */
  wholeKeysMax: 8,
  /** Races that are tried on one operation before any are drawn. */
  raceProbesMax: 80,
  /** Components that are flipped in one operation. */
  flipPlacesMax: 4,
  /** Executions of one flipped case, until something is seen. */
  flipExecutionsMax: 60,
  /** Milliseconds after which no further execution of a flipped case begins, and how long one is flipped at most. */
  flipMsMax: 2_000,
  stringCharactersMax: 6_000,
  /** Parts of one text that are filled in or written out. */
  textPartsMax: 200,
  /** Levels of lists and objects in a saved finding: code that walks it on the stack must end. */
  documentLevelsMax: 200,
  /** Characters of a JSON value in a saved finding. */
  jsonCharactersMax: 1_048_576,
  /** A finding is written in far less: what is still unfinished after so long was left by a run that was killed. */
  unfinishedMsMax: 60_000,
  /** Levels of parentheses, lists and objects in a PartiQL statement. */
  statementNestingMax: 40,
  stackFramesMax: 12,
  frameBytesMax: 67_108_864,
  /** Bytes of an object that its record carries. */
  objectExcerptBytesMax: 65_536,
  recordsPerStepMax: 5_000,
  wireRecordsPerStepMax: 2_000,
  /**
   * How often "nothing reached the attacker" must be shown at a place before it is only spot-checked there, once in so many cases.
   * That something did need be shown once: it is one finding, and what shrinks and confirms it asks anyway.
   */
  flowChecksMin: 8,
  flowSpotCheck: 25,
  /** Operations that the ledger names where a bound was reached. */
  cutPlacesTold: 8,
  /** Items of others that a step asked about without reading them: what depends on them is asked of repetitions. */
  askedPerStepMax: 20,
  /** Signed addresses, and signed forms, of one answer that are looked at. */
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
  /** Characters of an expression that are read: twice what DynamoDB takes. */
  expressionCharactersMax: 8_192,
  /** Words of a request that are compared with those of harmless ones. */
  requestWordsMax: 2_000,
  /** Characters of a file in which words are looked for that were sent: one that holds none may be an audit line. */
  routineCharactersMax: 65_536,
  /** Requests of a step whose form is judged. */
  requestsPerStepMax: 100,
  /** What `check` draws where nothing else is said, and how long it searches. */
  checkRunsMax: 6_000,
  checkTimeMs: 50_000,
  stepDeadlineMs: 10_000,
  /** So many cases of one operation that overrun their deadline are worth a line of their own. */
  deadlinesToldFrom: 3,
  startDeadlineMs: 60_000,
  /** How long an engine of the user's own may take to accept a connection. */
  connectDeadlineMs: 5_000,
  stopDeadlineMs: 2_000,
  /** Bytes of memory of each process of a target, where the config says nothing else. */
  memoryBytes: 4_294_967_296,
  /** Ports on loopback that a target with a network namespace of its own may use. */
  relayedPortsMax: 200,
  /** How long the end of a killed target is waited for. */
  killMs: 10_000,
  /** How long what an ended target sent last is waited for, where somebody else holds its pipe. */
  lastWordsMs: 200,
  /** How long a keeper may take to end all that a target has left. */
  keeperMs: 6_000,
  /** How long after its relay a target may end, for its end to be the reported reason. */
  relayLostMs: 50,
  /** How often what a target left running is looked for: it may start more meanwhile. */
  killRoundsMax: 50,
  /** How long a config may take to load. */
  configDeadlineMs: 30_000,
  /** How long a run may take to end by itself after an error that nothing caught. */
  endAfterFaultMs: 20_000,
  shrinkExecutionsMax: 400,
  /** Informative findings are not worth the executions of a trespass. */
  shrinkInformativeMax: 8,
  /** What is left to chance costs many executions each time, and has little to shrink: whether a planted link does as well. */
  shrinkByChanceMax: 4,
  /** Shrinking to the end has a time of its own, as long as the search was given and at least so long. */
  shrinkTimeMsMin: 60_000,
  /** What shrinking may still take once the user has stopped the run. */
  shrinkAfterStopMs: 3_000,
  /** What is being confirmed when the user stops the run may go on for so long. */
  stopGraceMs: 10_000,
  /** How often a cause is tried again whose confirmation lost the target. */
  confirmLossesMax: 3,
  /** Waits before a world that does not start is tried once more. */
  worldWaitsMs: [1_000, 2_000, 4_000, 8_000, 16_000, 32_000],
  /** Operations that a search goes on without because no world rehearses with them. */
  operationsGivenUpMax: 3,
  /** Attacks that each operation should have had before a bound ends the search. */
  firstAttacks: 25,
  /** Probes that differ in a text alone and came to nothing new, one after the other, before the rest of their kind waits. */
  staleProbesMax: 3,
  /** A finding is reported after so many; the rest of its shrinking waits until the search has ended. */
  shrinkRoughMax: 16,
  confirmRepeats: 3,
  /** Runs of a changed world, in turns with runs of the world as it is, before another answer counts as an answer to the change. */
  interleavedRunsMax: 8,
  /** Runs that look for the parts of what others hold on which the target fails when they are changed. */
  brittleRunsMax: 24,
  /** Attacks of which shrinking remembers what they showed. */
  rememberedAttacksMax: 50_000,
  /** Components of a path that a walk shows, from its beginning and from its end. */
  walkHeadMax: 30,
  walkTailMax: 10,
  /** Accesses of one step whose walk is shown. */
  walksPerStepMax: 20,
  /** Executions by which one finding learns which parts of its arguments matter. */
  matteringExecutionsMax: 4,
  excerptCharactersMax: 160,
  /** Characters of an answer that are searched for encoded words at once. */
  scanCharactersMax: 1_048_576,
  restoreEntriesMax: 20_000,
  /** Half of PATH_MAX: a folder with a longer path is moved before it is removed. */
  pathBytesShort: 2_048,
  /** Lines of the target that the ledger lists as looked at here and resolved again there. */
  hazardLinesMax: 20,
  /** Lines of a request's body that are shown; what the attack chose of it always is. */
  bodyLinesMax: 40,
  /** Bytes of an argument that are shown as text. */
  shownBytesMax: 400,
  /** Names of files and folders that rehearsal saw one operation make and that attacks may use. */
  fileNamesMax: 40,
  /** Endings behind names that the moat carries, and how long one may be. */
  endingsMax: 8,
  endingCharactersMax: 40,
  corpusFileBytesMax: 16_777_216,
  corpusEntriesMax: 10_000,
  responseBytesMax: 2_097_152,
  outputTailBytesMax: 4_096,
  /** Lines of what a failing operation printed. */
  printedLinesMax: 20,
  /** Characters of a harmless answer that are shown to people. */
  shownAnswerCharactersMax: 2_000,
  /** Bytes of what a step prints that are looked at, half of them from each end. */
  outputPerStepBytesMax: 1_048_576,
  /** The file that holds what the target prints is emptied between steps when it has grown beyond this. */
  outputFileBytesMax: 67_108_864,
} as const;
