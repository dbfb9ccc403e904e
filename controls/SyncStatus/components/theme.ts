import { createTheme, type ITheme } from '@fluentui/react';

/** The part of `context.fluentDesignLanguage` that the control uses: Fluent 9 tokens of the app. */
export interface DesignLanguage {
  readonly isDarkTheme?: boolean;
  readonly tokenTheme?: Readonly<Record<string, unknown>>;
}

/** For Fluent's own components; all other colours are in `css/SyncStatus.css`, for light and for dark. */
export function themeFor(design: DesignLanguage | undefined): ITheme {
  if (!design?.isDarkTheme) return LIGHT;
  const token = (name: string, otherwise: string): string => {
    const colour = design.tokenTheme?.[name];
    return typeof colour === 'string' ? colour : otherwise;
  };
  const brand = token('colorBrandForeground1', '#479ef5');
  const text = token('colorNeutralForeground1', '#ffffff');
  return createTheme({
    isInverted: true,
    palette: {
      themePrimary: brand,
      themeDarkAlt: brand,
      white: token('colorNeutralBackground1', '#292929'),
      neutralLighter: token('colorNeutralBackground2', '#333333'),
      neutralPrimary: text,
      neutralDark: text,
    },
  });
}

const LIGHT = createTheme({
  palette: { themePrimary: '#0f6cbd', themeDarkAlt: '#115ea3', themeDark: '#0f548c' },
});
