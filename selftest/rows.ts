/**
 * The table of the self-test: for each attack class a target with that one flaw, its corrected twin, and the property that must
 * be violated. A class without a row has a reason in the second table; every class is in one of them.
 */
import type { AttackClass } from '../model/attackClass.ts';
import type { GroupName } from './groups.ts';

export interface SelftestRow {
  readonly class: AttackClass;
  readonly group: GroupName;
  /** Operations of the group: the one with the flaw, and the corrected one. */
  readonly planted: string;
  readonly twin: string;
  readonly property: string;
}

export interface LeftOut {
  readonly class: AttackClass;
  readonly because: string;
}

type Short = readonly [id: AttackClass, planted: string, twin: string, property?: string];

function rows(group: GroupName, all: readonly Short[]): SelftestRow[] {
  return all.map(([id, planted, twin, property = 'no-write-outside']) => ({
    class: id,
    ...{ group, planted, twin, property },
  }));
}

export const selftestRows: readonly SelftestRow[] = [
  ...rows('files', [
    ['path.dotdot', 'joined', 'careful'],
    ['path.dot', 'beginning_checked', 'careful'],
    ['path.empty', 'index_beside', 'index_within'],
    ['path.absolute', 'dotdot_refused', 'careful'],
    ['path.encoded', 'decoded_once', 'decoded'],
    ['path.decode-order', 'decoded_twice', 'decoded'],
    ['path.filter-evasion', 'filtered_once', 'careful'],
    ['path.entity', 'unescaped', 'unescaped_first'],
    ['path.backslash', 'backslash_turned', 'backslash_turned_first'],
    ['path.nul', 'cut_at_nul', 'careful'],
    ['path.invalid-utf8', 'undecodable_unchecked', 'careful'],
    ['path.control', 'invisible_removed', 'invisible_removed_first'],
    ['path.long', 'long_unchecked', 'careful'],
    ['path.scheme', 'scheme_opened', 'careful'],
    ['check.sibling-prefix', 'prefix_compared', 'careful'],
    ['check.check-before-normalise', 'checked_before_tidied', 'careful'],
    ['check.two-bases', 'checked_from_another_base', 'careful'],
    ['check.root-itself', 'index_beside', 'index_within'],
    ['link.final', 'strings_checked', 'careful'],
    ['link.parent', 'strings_checked', 'careful'],
    ['link.dangling', 'strings_checked', 'careful'],
    ['link.chain', 'strings_checked', 'careful'],
    ['link.transit', 'strings_checked', 'careful'],
    ['link.absolute', 'strings_checked', 'careful'],
    ['link.relative', 'strings_checked', 'careful'],
    ['link.to-root', 'strings_checked', 'careful'],
    ['link.hard', 'resolved_checked', 'careful'],
    ['link.variant', 'with_backup', 'with_careful_backup'],
    ['link.predictable-temp', 'export_by_name', 'export_by_chance'],
    ['name.reserved', 'nobody_is_common', 'careful'],
    ['name.blank', 'index_beside', 'index_within'],
    ['key.second-order', 'follow_note', 'follow_note_carefully'],
  ]),
  ...rows('tenants', [
    ['check.case-compare', 'lowered', 'lowered_first', 'no-cross-tenant-write'],
    ['link.other-tenant', 'home_by_strings', 'home', 'no-cross-tenant-write'],
    ['link.special', 'export_all', 'export_files', 'no-endless-wait'],
    ['name.case', 'lowered', 'lowered_first', 'no-cross-tenant-write'],
    ['name.normalise', 'folded', 'folded_first', 'no-cross-tenant-write'],
    ['name.truncate', 'cut', 'cut_first', 'no-cross-tenant-write'],
    ['key.delimiter', 'hyphenated', 'in_parts', 'no-cross-tenant-write'],
    ['key.no-delimiter', 'run_together', 'in_parts', 'no-cross-tenant-write'],
    ['key.prefix', 'remove_by_prefix', 'remove_own', 'no-cross-tenant-delete'],
    ['key.empty-part', 'remove_by_prefix', 'remove_own', 'no-cross-tenant-delete'],
    ['key.foreign-id', 'read', 'read_own', 'no-cross-tenant-read'],
    ['key.foreign-derived', 'tidied', 'tidied_first', 'no-cross-tenant-write'],
    ['key.overwrite', 'overwrite', 'make', 'no-cross-tenant-write'],
    ['key.type', 'find', 'find_own', 'no-cross-tenant-read'],
    ['key.expression', 'line_by_words', 'line_by_value', 'no-disclosure'],
    ['key.cache', 'recall', 'recall_own', 'no-disclosure'],
  ]),
  ...rows('races', [
    ['race.final-swap', 'resolved_then_read', 'read_by_walk', 'no-read-outside'],
    ['race.parent-swap', 'folder_then_write', 'folder_opened_then_write'],
    ['race.back-swap', 'opened_then_resolved', 'read_by_walk', 'no-read-outside'],
    ['race.temp-to-final', 'renamed_then_sealed', 'sealed_then_renamed'],
    ['race.upload-to-process', 'process', 'read_by_walk', 'no-read-outside'],
  ]),
  ...rows('meetings', [['race.other-step', 'claim_seen_free', 'claim_if_free', 'no-cross-tenant-write']]),
  ...rows('archives', [
    ['archive.member-dotdot', 'untar', 'untar_carefully'],
    ['archive.member-absolute', 'unzip_by_hand', 'unzip_carefully'],
    ['archive.member-backslash', 'untar_turning_backslashes', 'untar_carefully'],
    ['archive.member-sibling', 'untar_by_prefix', 'untar_carefully'],
    ['archive.link-out', 'untar', 'untar_carefully', 'no-link-out'],
    ['archive.link-then-write', 'untar', 'untar_carefully'],
    ['archive.hard-then-write', 'untar', 'untar_carefully'],
    ['archive.chain', 'untar', 'untar_carefully'],
    ['archive.duplicate', 'untar', 'untar_carefully'],
    ['archive.metadata', 'untar', 'untar_carefully', 'no-metadata-change-outside'],
    ['archive.header-mismatch', 'untar_by_first_header', 'untar_carefully'],
    ['archive.two-archives', 'untar', 'untar_carefully'],
    ['archive.nested', 'untar_nested', 'untar_carefully'],
  ]),
  ...rows('services', [
    ['object.dotdot', 'fetch_tidied', 'fetch', 'no-cross-tenant-read'],
    ['object.prefix', 'names', 'names_below', 'no-disclosure'],
    ['object.segments', 'fetch_unclaimed', 'fetch_claimed', 'no-cross-tenant-read'],
    ['stream.basename', 'note_by_base', 'note_by_tenant', 'no-cross-tenant-write'],
    ['stream.image', 'fetch_before', 'fetch_after', 'no-cross-tenant-read'],
    ['stream.batch', 'fetch_each_once', 'fetch_after', 'no-cross-tenant-read'],
    ['stream.type', 'fetch_by_text', 'fetch_after', 'no-cross-tenant-read'],
  ]),
];

export const leftOut: readonly LeftOut[] = [
  {
    class: 'path.windows',
    because: 'drives, streams and device names mean nothing to the file systems that are watched',
  },
  { class: 'link.loop', because: 'a loop leads nowhere: it shows in errors, not in what is touched' },
  {
    class: 'race.create',
    because: 'what appears is the attacker’s own: it shows in errors, not in what is touched',
  },
  {
    class: 'race.delete',
    because: 'what vanishes is the attacker’s own: it shows in errors, not in what is touched',
  },
  {
    class: 'name.order',
    because: 'it needs a victim whose name has such letters; harmless names are plain ones',
  },
  { class: 'name.digits', because: 'it needs a victim whose name is a number; harmless names are words' },
  { class: 'key.omitted', because: 'it needs requests; the targets here are functions' },
  { class: 'key.header', because: 'it needs requests; the targets here are functions' },
  { class: 'key.twice', because: 'it needs requests; the targets here are functions' },
  {
    class: 'archive.type',
    because: 'a pipe, a device or a hole is made within the sandbox, where all may be made',
  },
];
