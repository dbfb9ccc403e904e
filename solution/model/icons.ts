/**
 * Icons of tables, pages and commands: outlines on a field of 20 by 20, drawn with the current text colour: black where
 * the platform shows them as pictures, the theme's where it draws them itself. Each is the `d` of one path.
 */
export const ICONS = {
  /** Two wheels on one chain. */
  tandem:
    'M5.5 16.5a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM14.5 16.5a3 3 0 1 1 0-6 3 3 0 0 1 0 6zM5.5 13.5h9M8 4.5h2l2.5 9M8.8 7.5 5.5 13.5',
  attention: 'M10 3 2.5 16.5h15L10 3zM10 8v4.5M10 14.3v.4',
  list: 'M3 5.5h1M6.5 5.5H17M3 10h1M6.5 10H17M3 14.5h1M6.5 14.5H17',
  map: 'M3 7h13M13 4l3 3-3 3M17 13H4M7 10l-3 3 3 3',
  layers: 'M10 3.5 17 7l-7 3.5L3 7l7-3.5zM3.5 10.5 10 13.8l6.5-3.3M3.5 13.7 10 17l6.5-3.3',
  request: 'M3.5 4h13v9.5H9l-3.5 3v-3h-2V4zM7 8.7h6M10.5 6.2 13 8.7l-2.5 2.5',
  run: 'M4 9a6.2 6.2 0 0 1 11-3M15.5 3v3.3h-3.3M16 11a6.2 6.2 0 0 1-11 3M4.5 17v-3.3h3.3',
  log: 'M5 3.5h10v13H5v-13zM7.5 7h5M7.5 10h5M7.5 13h3',
  flag: 'M5 17V3.5M5 4.5h9.5l-2 3 2 3H5',
  host: 'M6.5 3h7v14h-7V3zM9 5.5h2M9 8h2M10 14.2v.4',
  setting:
    'M10 7.2a2.8 2.8 0 1 1 0 5.6 2.8 2.8 0 0 1 0-5.6zM10 2.5v2.2M10 15.3v2.2M2.5 10h2.2M15.3 10h2.2M4.7 4.7l1.6 1.6M13.7 13.7l1.6 1.6M15.3 4.7l-1.6 1.6M6.3 13.7l-1.6 1.6',
  open: 'M9 4.5H4v11.5h11.5V11M12 3.5h4.5V8M16.5 3.5 9.5 10.5',
} as const;

export type IconName = keyof typeof ICONS;
