/**
 * Imports point one way. Who may know whom is the house's first rule, so it is checked, not remembered:
 *
 *   web-resources, cli, functions, controls → sync → maps
 *   dataverse, finance → odata, maps and the contracts of sync
 *   project-operations → maps and the types of sync
 *   test/sandbox → nothing of plugins-ts, controls or solution: it is the other party
 */
const room = (name) => `^plugins-ts/${name}/`;
const only = (name, allowed, severity = 'error') => ({
  name: `${name}-imports`,
  severity,
  from: { path: room(name) },
  to: { path: '^(plugins-ts|controls|solution|test)/', pathNot: [room(name), ...allowed.map(room)] },
});

/** What the connectors may know of the engine: its contracts and names, not how it works. */
const CONTRACTS = '^plugins-ts/sync/(sides|package-side|ledger|outage|record|identity|codes|clock)\\.ts$';
const connector = (name, allowed) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: room(name) },
  to: {
    path: '^(plugins-ts|controls|solution|test)/',
    pathNot: [room(name), ...allowed.map(room), CONTRACTS],
  },
});

module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    only('maps', []),
    only('odata', []),
    only('sync', ['maps']),
    connector('dataverse', ['odata', 'maps']),
    connector('finance', ['odata', 'maps']),
    connector('project-operations', ['maps']),
    only('web-resources', ['sync', 'maps']),
    only('cli', ['sync', 'maps', 'dataverse', 'finance', 'odata', 'project-operations']),
    {
      name: 'sandbox-is-the-other-party',
      severity: 'error',
      from: { path: '^test/sandbox/', pathNot: '^test/sandbox/start/' },
      to: { path: '^(plugins-ts|controls|solution)/' },
    },
    {
      name: 'controls-imports',
      severity: 'error',
      from: { path: '^controls/' },
      to: { path: '^(plugins-ts|solution|test)/', pathNot: [room('sync'), room('maps')] },
    },
    {
      name: 'no-tests-in-product',
      severity: 'error',
      from: { path: '^(plugins-ts|controls|solution)/' },
      to: { path: '^test/' },
    },
    {
      name: 'product-needs-real-dependencies',
      severity: 'error',
      from: { path: '^plugins-ts/(odata|dataverse|finance|maps|sync|project-operations|cli)/', pathNot: '\\.mjs$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^\\.\\./.*dist/' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/out/|/generated/|node_modules/\\.cache)' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
