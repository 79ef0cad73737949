// The icon package types its whole; we import single files, so that a route carries only what it shows.
declare module '@tabler/icons-react/dist/esm/icons/*.mjs' {
  import type { ComponentType, SVGProps } from 'react';
  const Icon: ComponentType<SVGProps<SVGSVGElement> & { readonly size?: number | string; readonly stroke?: number }>;
  export default Icon;
}
