import { createTheme, type ITheme } from '@fluentui/react';

/** The part of `context.fluentDesignLanguage` that the control uses: Fluent 9 tokens of the app. */
export interface DesignLanguage {
  readonly isDarkTheme?: boolean;
  readonly tokenTheme?: Readonly<Record<string, unknown>>;
}

/** The colours of `css/SyncStatus.css`, by meaning, and the app's token of the same meaning. */
const TOKENS = {
  '--tandem-good': 'colorStatusSuccessForeground1',
  '--tandem-brand': 'colorBrandForeground1',
  '--tandem-link': 'colorBrandForegroundLink',
  '--tandem-wait': 'colorPaletteGrapeForeground2',
  '--tandem-warn': 'colorStatusWarningForeground3',
  '--tandem-bad': 'colorStatusDangerForeground1',
  '--tandem-quiet': 'colorNeutralForeground3',
  '--tandem-text': 'colorNeutralForeground1',
  '--tandem-card': 'colorNeutralBackground1',
  '--tandem-inset': 'colorNeutralBackground2',
  '--tandem-chosen': 'colorBrandBackground2',
  '--tandem-border': 'colorNeutralStroke2',
} as const;

/** A dark app gives its own colours; a light one gets the ones that the stylesheet has. */
export function colours(design: DesignLanguage | undefined): Readonly<Record<string, string>> {
  if (!design?.isDarkTheme) return {};
  const { tokenTheme = {} } = design;
  return Object.fromEntries(
    Object.entries(TOKENS).flatMap(([property, token]) => {
      const colour = tokenTheme[token];
      return typeof colour === 'string' ? [[property, colour]] : [];
    }),
  );
}

const LIGHT = createTheme({
  palette: {
    themePrimary: '#0f6cbd',
    themeDarkAlt: '#115ea3',
    themeDark: '#0f548c',
    themeDarker: '#0c3b5e',
    themeSecondary: '#2886de',
    themeTertiary: '#62abf5',
    themeLight: '#b4d6fa',
    themeLighter: '#cfe4fa',
    themeLighterAlt: '#ebf3fc',
  },
});

/** Fluent's own components follow the same colours. */
export function themeFor(design: DesignLanguage | undefined): ITheme {
  const own = colours(design);
  const text = own['--tandem-text'];
  const card = own['--tandem-card'];
  if (text === undefined || card === undefined) return LIGHT;
  const brand = own['--tandem-brand'] ?? text;
  return createTheme({
    isInverted: true,
    palette: {
      themePrimary: brand,
      themeDarkAlt: brand,
      themeDark: own['--tandem-link'] ?? brand,
      white: card,
      neutralLighter: own['--tandem-inset'] ?? card,
      neutralLight: own['--tandem-inset'] ?? card,
      neutralTertiaryAlt: own['--tandem-border'] ?? text,
      neutralSecondaryAlt: own['--tandem-quiet'] ?? text,
      neutralSecondary: own['--tandem-quiet'] ?? text,
      neutralPrimary: text,
      neutralDark: text,
      black: text,
    },
  });
}
