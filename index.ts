/** The public interface of Trespass, for configs and programs. */
export {
  type ArchiveContent,
  type ArchiveOptions,
  archive,
  bytes,
  type CallOperation,
  type CommandOperation,
  type ContentOptions,
  defineConfig,
  type FieldOperation,
  type FileOptions,
  file,
  fixed,
  type HttpOperation,
  json,
  type ParameterOptions,
  type StorageOperation,
  text,
  type UserActor,
  type UserConfig,
  type UserOperation,
  type UserParameter,
} from './config/userConfig.ts';
export type { Attack, Json, Power } from './model/attack.ts';
export type { SharedQuestion } from './model/config.ts';
export type { Finding, Severity } from './model/finding.ts';
