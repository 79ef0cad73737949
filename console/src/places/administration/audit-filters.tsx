// The filters of the audit log: words, action, product, days, one person. They live in the address.
import { Button, NativeSelect, TextInput } from '@mantine/core';
import type { AuditAction } from '../../api/audit.ts';
import { IconX } from '../../parts/icons.ts';
import { SearchBox } from '../../parts/search-box.tsx';
import { useSay } from '../../words/index.ts';

export type AuditFilterValues = {
  readonly q?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly action?: string | undefined;
  readonly actor?: string | undefined;
  readonly product?: string | undefined;
};

export type AuditFiltersProps = {
  readonly filters: AuditFilterValues;
  readonly actions: readonly AuditAction[];
  readonly onChange: (change: AuditFilterValues) => void;
  readonly onClear: () => void;
};

const products = ['tracker', 'wiki'] as const;

export const isFiltered = (filters: AuditFilterValues): boolean => Object.values(filters).some((value) => value !== undefined);

export function AuditFilters({ filters, actions, onChange, onClear }: AuditFiltersProps) {
  const say = useSay();
  return (
    <>
      <SearchBox label={say('audit.find')} value={filters.q ?? ''} onChange={(q) => onChange({ q: q.trim() })} />
      <NativeSelect
        className={filters.action === undefined ? 'filter' : 'filter filter-set'}
        aria-label={say('audit.anyAction')}
        value={filters.action ?? ''}
        data={[{ value: '', label: say('audit.anyAction') }, ...actions.map((action) => ({ value: action.id, label: action.attributes.displayName }))]}
        onChange={(event) => onChange({ action: event.currentTarget.value })}
      />
      <NativeSelect
        className={filters.product === undefined ? 'filter' : 'filter filter-set'}
        aria-label={say('audit.anyProduct')}
        value={filters.product ?? ''}
        data={[{ value: '', label: say('audit.anyProduct') }, ...products.map((product) => ({ value: product, label: say(`product.${product}`) }))]}
        onChange={(event) => onChange({ product: event.currentTarget.value })}
      />
      <span className="date-range">
        <TextInput type="date" aria-label={say('audit.fromDay')} value={filters.from ?? ''} max={filters.to} onChange={(event) => onChange({ from: event.currentTarget.value })} />
        <span aria-hidden="true">–</span>
        <TextInput type="date" aria-label={say('audit.toDay')} value={filters.to ?? ''} min={filters.from} onChange={(event) => onChange({ to: event.currentTarget.value })} />
      </span>
      {filters.actor === undefined ? null : (
        <Button variant="default" rightSection={<IconX size={14} />} onClick={() => onChange({ actor: '' })}>
          {say('audit.onlyActor')}
        </Button>
      )}
      {isFiltered(filters) ? (
        <Button variant="subtle" color="gray" onClick={onClear}>
          {say('tracker.clearFilters')}
        </Button>
      ) : null}
    </>
  );
}
