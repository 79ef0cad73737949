export function findChromium(): { readonly path: string; readonly missing?: undefined } | { readonly missing: string; readonly path?: undefined };
