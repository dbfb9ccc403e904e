/** Negative, 0 or positive. Versions are numbers between dots; a part that is missing or no number is 0. */
export function compareVersions(one: string, other: string): number {
  const [a, b] = [one.split('.').map(Number), other.split('.').map(Number)];
  for (let part = 0; part < Math.max(a.length, b.length); part += 1) {
    const difference = (a[part] || 0) - (b[part] || 0);
    if (difference !== 0) return Math.sign(difference);
  }
  return 0;
}
