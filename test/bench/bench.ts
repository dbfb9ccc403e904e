import Table from 'cli-table3';
import { measureMapping } from './mapping/mapping';

const mapping = await measureMapping();
const table = new Table({ head: ['one row of actuals', 'µs', '±', 'compiled map is'], style: { head: [] } });
for (const { name, microseconds, uncertainty, ratio } of mapping) {
  table.push([name, microseconds.toFixed(2), `${(uncertainty * 100).toFixed(1)} %`, `${ratio.toFixed(1)} ×`]);
}
console.log(table.toString());
