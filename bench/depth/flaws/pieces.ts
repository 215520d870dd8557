/** Lines that kinds have in common. */
import type { Dice } from '../dice.ts';

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
