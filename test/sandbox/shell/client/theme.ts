import { loadTheme } from '@fluentui/react';

/** The shell's colours and fonts for Fluent's own components; `styles.css` has the same for the rest. */
export function applyTheme(): void {
  loadTheme({
    defaultFontStyle: { fontFamily: '"Segoe UI", "Open Sans", "Noto Sans", "DejaVu Sans", sans-serif' },
    palette: {
      themePrimary: '#0f6cbd',
      themeDark: '#115ea3',
      themeDarker: '#0c3b5e',
      themeDarkAlt: '#115ea3',
      themeSecondary: '#2886de',
      themeLight: '#b4d6fa',
      themeLighter: '#cfe4fa',
      themeLighterAlt: '#ebf3fc',
      neutralPrimary: '#242424',
      neutralSecondary: '#616161',
      neutralTertiary: '#8a8a8a',
      neutralLighter: '#f5f5f5',
      neutralLight: '#ebebeb',
    },
    effects: { roundedCorner2: '4px' },
  });
}
