/** Lines that kinds have in common. */
import type { Dice } from '../dice.ts';
import type { Style } from '../feature.ts';
import { python } from '../python.ts';

/** An id that nobody guesses, made by the application. */
export function drawNewId(dice: Dice): { readonly imports: readonly string[]; readonly python: string } {
  return dice.pick([
    { imports: ['import uuid'], python: 'str(uuid.uuid4())' },
    { imports: ['import uuid'], python: 'uuid.uuid4().hex' },
    { imports: ['import secrets'], python: 'secrets.token_hex(8)' },
    { imports: ['from django.utils.crypto import get_random_string'], python: 'get_random_string(14)' },
  ]);
}

/** How a view says that there is nothing for whoever asks. */
export function goneAnswer(dice: Dice): string {
  return dice.pick([
    'raise inputs.Refused(404)',
    'raise inputs.Refused(404, "there is nothing of that kind")',
    'return JsonResponse({"error": "not found"}, status=404)',
  ]);
}

/** Refuses every name that is not one name in a folder. */
export function plainName(): string {
  return python`
    def _plain(name):
        if "/" in name or "\0" in name or name in ("", ".", "..") or len(name.encode("utf-8", "replace")) > 200:
            raise inputs.Refused(400, "not a plain name")
        return name
  `;
}

/** Opens by descriptors from the root on, so that no link is followed, and takes regular files alone. */
export function carefulOpening({ dropbox }: Style): string {
  return python`
    def _folder(tenant):
        root = os.open(settings.${dropbox.setting}, os.O_RDONLY | os.O_DIRECTORY)
        try:
            try:
                os.mkdir(tenant, dir_fd=root)
            except FileExistsError:
                pass
        finally:
            os.close(root)


    def _open(tenant, name, flags):
        root = os.open(settings.${dropbox.setting}, os.O_RDONLY | os.O_DIRECTORY)
        try:
            folder = os.open(tenant, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=root)
        except OSError:
            raise inputs.Refused(404) from None
        finally:
            os.close(root)
        try:
            opened = os.open(_plain(name), flags | os.O_NOFOLLOW, 0o644, dir_fd=folder)
        except OSError:
            raise inputs.Refused(404) from None
        finally:
            os.close(folder)
        if not stat.S_ISREG(os.fstat(opened).st_mode):
            os.close(opened)
            raise inputs.Refused(404)
        return opened
  `;
}
