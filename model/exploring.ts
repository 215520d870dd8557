/**
 * What a driver that mines says about a target whose config is still to be written: what views look up in requests, what routes,
 * commands and settings declare, and why a start failed. Facts only; nobody has guessed anything here.
 */
import type { Json } from './attack.ts';

export const minedPlaces = [
  'path',
  'query',
  'form',
  'files',
  'header',
  'cookie',
  'session',
  'json',
  'body',
  'method',
  'environment',
] as const;

/** One thing that was looked up in a request during a step, and what then became of it. */
export interface MinedValue {
  /**
   * With the name '': `method` is `request.method`, `json` the body that is parsed as JSON, `body` one that is read and not
   * parsed as JSON or a form. `environment` is a variable of the process that the project asked for and that is not set.
   */
  readonly place: (typeof minedPlaces)[number];
  /**
   * Name as looked up. Members of JSON by dots, `*` for members of lists: `items.*.id`. Headers as in HTTP: `X-Tenant`. Path arguments
   * without a name by their position: `0`.
   */
  readonly name: string;
  /** `needed`: by []; `optional`: by get with or without default; `asked`: by `in` alone. The strictest of all lookups. */
  readonly how: 'needed' | 'optional' | 'asked';
  /** Whether the request had it. */
  readonly present: boolean;
  /** Of get, where it is plain JSON; null for none. */
  readonly default: Json;
  /** By `getlist`, or a list that is walked. */
  readonly repeated: boolean;
  /** Whether a line of the project's own did it; else a library: django.forms, a serializer. */
  readonly own: boolean;
  readonly uses: readonly MinedUse[];
}

export const minedKinds = [
  'integer',
  'number',
  'boolean',
  'uuid',
  'json',
  'base64',
  'email',
  'url',
  'text',
  'list',
  'object',
] as const;

export const minedWordKinds = ['words', 'begins', 'ends', 'types'] as const;

/** What became of a value: converted, compared, matched. `text`, `list`, `object`: what `isinstance` asked for in JSON. */
export type MinedUse =
  | { readonly kind: (typeof minedKinds)[number] }
  /** `time` has hours, with or without a date. The format as in `strptime`: `%Y-%m-%d`. */
  | { readonly kind: 'date' | 'time'; readonly format: string }
  /**
   * `words`: compared with these, or searched among these; `begins`, `ends`: its beginning or end was, a file's name by its ending above
   * all; `types`: the content type of a file was.
   */
  | { readonly kind: (typeof minedWordKinds)[number]; readonly words: readonly string[] }
  /** A Python regular expression; `whole` if it must cover the value to its end. */
  | { readonly kind: 'pattern'; readonly pattern: string; readonly whole: boolean }
  | { readonly kind: 'length'; readonly compared: number | null };

export const fieldKinds = [
  'text',
  'integer',
  'number',
  'boolean',
  'date',
  'time',
  'uuid',
  'email',
  'url',
  'file',
  'choice',
  'json',
  'other',
] as const;

/** A field that a form or a serializer of a view declares. */
export interface FieldFacts {
  readonly name: string;
  readonly kind: (typeof fieldKinds)[number];
  readonly required: boolean;
  readonly choices?: readonly string[];
  /** Characters of a text, or the value of a number, at most. */
  readonly max?: number;
}

/** What a route's view says about itself. */
export interface RouteView {
  readonly module: string;
  /** Its file lies in the project, not among installed packages. */
  readonly isProjects: boolean;
  readonly kind: 'function' | 'class';
  readonly fields: readonly FieldFacts[];
  /** Whether a mixin or decorator of Django's own asks for a login or a permission; null if that cannot be seen. */
  readonly needsLogin: boolean | null;
}

/** An argument of a management command that Django's own commands do not have. */
export interface CommandArgument {
  /** `--since`; empty for one by position. */
  readonly flags: readonly string[];
  readonly name: string;
  readonly required: boolean;
  readonly takes: 'text' | 'integer' | 'number' | 'flag';
  readonly choices?: readonly string[];
  readonly several: boolean;
  readonly default?: Json;
}

/** A setting that was replaced so that the project starts here, as a config can hold it. */
export interface ReplacedSetting {
  /** Dotted: `CACHES.default`. */
  readonly setting: string;
  readonly value: Json;
  readonly why: string;
}

/** What a Django project's settings and models say. */
export interface ProjectFacts {
  /** Settings, by dotted name (`STORAGES.x.OPTIONS.location`), whose value is an absolute path outside installed packages. */
  readonly folders: readonly {
    readonly setting: string;
    readonly path: string;
    readonly isFolder: boolean;
  }[];
  /** Null if nobody can log in by Django's own means. */
  readonly users: {
    readonly usernameField: string;
    readonly required: readonly {
      readonly name: string;
      readonly kind: 'text' | 'email' | 'integer' | 'boolean' | 'date' | 'other';
    }[];
    readonly loginUrl: string;
    /** Fields that give a user further rights: `is_staff`. */
    readonly rights: readonly string[];
    /** Fields of the project's own that hold any text, and may be empty: `school`. */
    readonly texts: readonly string[];
  } | null;
  /** `ALLOWED_HOSTS`: `.shop.example` allows every name below it. */
  readonly hosts: readonly string[];
  readonly middleware: readonly string[];
  /** Aliases beside `staticfiles`. */
  readonly storages: readonly string[];
  /** `app.Model.field`. */
  readonly fileFields: readonly string[];
  readonly replaced: readonly ReplacedSetting[];
  /** Variables that the project asked for while it started, without a default of its own, and that are not set; absent if none. */
  readonly environment?: readonly string[];
}

/** Why a target did not start, where another start with more options may do. */
export interface StartFailure {
  /** Name of an environment variable that it asked for. */
  readonly missingEnvironment: string | null;
  /** A write outside the arena, and the dotted settings whose value is that path or a folder above it. */
  readonly refusedWrite: { readonly path: string; readonly settings: readonly string[] } | null;
}
