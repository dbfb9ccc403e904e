import { describe, expect, it } from 'vitest';
import { readExecutionErrors } from '../../../../plugins-ts/finance/packages/execution-errors';

describe('what Finance has against rows', () => {
  it('is read where it is JSON', () => {
    const list = [{ RecordId: 'Month+15', Field: '', ErrorMessage: "Payment day '15th' not found\n" }];
    expect(readExecutionErrors(JSON.stringify(list))).toEqual([
      { record: 'Month+15', field: '', says: "Payment day '15th' not found" },
    ]);
    expect(readExecutionErrors('[]')).toEqual([]);
    expect(readExecutionErrors('')).toEqual([]);
  });

  it('is read where quotation marks and line breaks stand in it as they are', () => {
    const text =
      '[{"RecordId":"C-1","Field":"","ErrorMessage":"The value "C-1" in field "Contract"\nis not found."},\n' +
      '{"RecordId":"C-2","Field":"Date","ErrorMessage":"Two } , { braces and \\"escaped\\" ones."}]';
    expect(readExecutionErrors(text)).toEqual([
      { record: 'C-1', field: '', says: 'The value "C-1" in field "Contract" is not found.' },
      { record: 'C-2', field: 'Date', says: 'Two } , { braces and "escaped" ones.' },
    ]);
  });

  it('is passed on where it cannot be read', () => {
    expect(readExecutionErrors('Something else')).toEqual([{ record: '', field: '', says: 'Something else' }]);
    expect(readExecutionErrors('{"value":1}')).toEqual([{ record: '', field: '', says: '{"value":1}' }]);
  });
});
