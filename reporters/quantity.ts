/** Formats numbers with their nouns, the same in every report: `1,204 cases`, `1 finding`, `12.3 s`. */

export function formatCount(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

/** `1 case`, `2 cases`. */
export function formatQuantity(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** `12.3 s`, `4 min 05 s`. */
export function formatDuration(seconds: number): string {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return `${formatCount(Math.floor(whole / 60))} min ${String(whole % 60).padStart(2, '0')} s`;
}
