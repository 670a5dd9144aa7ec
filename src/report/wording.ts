export function words(name: string): string {
  return name.replaceAll(/[_-]/g, " ");
}

export function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function count(value: bigint | number): string {
  return value.toLocaleString("en-GB");
}

export function share(part: bigint, whole: bigint): string {
  return whole === 0n ? "–" : `${Math.round((Number(part) / Number(whole)) * 100)} %`;
}
