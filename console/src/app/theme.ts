// Colours, type and spacing in one place: one accent, neutral surfaces, a contrast of at least 4.5:1 for
// text and 3:1 for lines and icons in light and dark.
import { createTheme, defaultVariantColorsResolver, type CSSVariablesResolver, type MantineColorsTuple, type VariantColorsResolver } from '@mantine/core';

const kelp: MantineColorsTuple = [
  '#e6f6f7', '#d0eaec', '#a2d6da', '#71c0c7', '#4aadb6', '#2f97a1', '#1b808a', '#0f6a73', '#0b555d', '#063f45',
];

const dark: MantineColorsTuple = [
  '#e7eaec', '#c3c9ce', '#9aa3aa', '#77818a', '#3d454c', '#30373d', '#252b30', '#1a1f23', '#14181b', '#0e1113',
];

const tones: Readonly<Record<string, string>> = { green: 'good', red: 'bad', yellow: 'warn', kelp: 'info' };

/** Tinted boxes take our own pairs of surface and text, which keep their contrast in both themes. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input);
  // Mantine's own red carries white letters at 3.9:1.
  if (input.variant === 'filled' && input.color === 'red') return { ...usual, background: '#b42318', hover: '#912018', color: '#ffffff' };
  const tone = typeof input.color === 'string' ? tones[input.color] : undefined;
  if (input.variant !== 'light' || tone === undefined) return usual;
  return { ...usual, background: `var(--${tone}-surface)`, hover: `var(--${tone}-surface)`, color: `var(--${tone})` };
};

export const theme = createTheme({
  variantColorResolver,
  primaryColor: 'kelp',
  primaryShade: { light: 7, dark: 7 },
  colors: { kelp, dark },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.875rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: { sizes: { h1: { fontSize: '1.375rem' }, h2: { fontSize: '1.0625rem' }, h3: { fontSize: '0.9375rem' } } },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '10px', xl: '16px' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Modal: { defaultProps: { transitionProps: { duration: 120 }, centered: false } },
    Drawer: { defaultProps: { transitionProps: { duration: 140 } } },
    Menu: { defaultProps: { transitionProps: { duration: 80 }, shadow: 'md' } },
    Tooltip: { defaultProps: { openDelay: 300, transitionProps: { duration: 80 } } },
    Button: { styles: { root: { fontWeight: 550 } } },
    Badge: { defaultProps: { radius: 'sm', variant: 'light' }, styles: { label: { textTransform: 'none', fontWeight: 600 } } },
  },
});

export const colourVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#1b2126',
    '--mantine-color-dimmed': '#56616b',
    '--mantine-color-placeholder': '#66717b',
    '--mantine-color-anchor': '#0b5f68',
    '--mantine-color-error': '#b42318',
    '--surface': '#ffffff',
    '--surface-quiet': '#f6f8f9',
    '--surface-hover': '#eef2f3',
    '--surface-chosen': '#e0f1f2',
    '--line': '#dbe1e5',
    '--line-strong': '#858f98',
    '--accent': '#0f6a73',
    '--focus': '#0b6fb8',
    '--good': '#17693a',
    '--warn': '#8a5000',
    '--bad': '#b42318',
    '--calm': '#44515c',
    '--good-surface': '#e3f4e9',
    '--warn-surface': '#fdf0d9',
    '--bad-surface': '#fdeae8',
    '--calm-surface': '#eceff2',
    '--info': '#1c5a9e',
    '--info-surface': '#e4effb',
    '--plum': '#6b3fa0',
    '--plum-surface': '#f1e9fa',
  },
  dark: {
    '--mantine-color-text': '#e1e5e8',
    '--mantine-color-dimmed': '#a3adb5',
    '--mantine-color-placeholder': '#929ca5',
    '--mantine-color-anchor': '#71c0c7',
    '--mantine-color-error': '#ff9a8f',
    '--surface': '#1a1f23',
    '--surface-quiet': '#14181b',
    '--surface-hover': '#252b30',
    '--surface-chosen': '#12363a',
    '--line': '#333b42',
    '--line-strong': '#77818a',
    '--accent': '#4aadb6',
    '--focus': '#7cc4ff',
    '--good': '#7fd6a0',
    '--warn': '#f3c06b',
    '--bad': '#ff9a8f',
    '--calm': '#c3c9ce',
    '--good-surface': '#163524',
    '--warn-surface': '#3b2c10',
    '--bad-surface': '#431d1a',
    '--calm-surface': '#2b3238',
    '--info': '#93c4fb',
    '--info-surface': '#17304c',
    '--plum': '#cfb1f3',
    '--plum-surface': '#33224a',
  },
});
