// The roles that somebody or a group holds: where, which, and through which group.
import { Link } from '@tanstack/react-router';
import type { HeldRole } from '../../api/rights.ts';
import { useOrganization } from '../../app/session.ts';
import { useSay } from '../../words/index.ts';
import '../../parts/rights-words.ts';

export function HeldRoles({ roles, empty }: { readonly roles: readonly HeldRole[]; readonly empty: string }) {
  const say = useSay();
  const org = useOrganization();
  const siteName = (id: string): string => org.sites.find((site) => site.id === id)?.name ?? id;
  const placeOf = ({ place }: HeldRole): string => {
    if (place.kind === 'organization') return say('rights.person.organization');
    if (place.kind === 'site') return say('rights.person.site', { site: siteName(place.id) });
    return say('rights.person.product', { product: say(`rights.products.${place.product ?? 'tracker'}`), site: siteName(place.id) });
  };
  return (
    <ul className="access-list">
      {roles.map((held) => (
        <li key={`${held.place.id} ${held.place.product ?? ''} ${held.role} ${held.through?.id ?? ''}`}>
          <span className="access-who">
            <span className="person-words">
              <span className="person-name">{placeOf(held)}</span>
              <span className="person-note">
                {held.through === null ? say('rights.person.own') : (
                  <Link to="/o/$org/groups/$groupId" params={{ org: org.slug, groupId: held.through.id }}>{say('rights.person.through', { group: held.through.name })}</Link>
                )}
              </span>
            </span>
          </span>
          <span>{say(`rights.duty.${held.role}`)}</span>
        </li>
      ))}
      {roles.length === 0 ? <li className="quiet">{empty}</li> : null}
    </ul>
  );
}
