// The places of "Me" side by side.
import { Link, Outlet } from '@tanstack/react-router';
import { useSay } from '../../words/index.ts';
import './me.css';

export function MeLayout() {
  const say = useSay();
  return (
    <div className="me">
      <nav className="side-tabs" aria-label={say('me.title')}>
        <Link to="/me/profile" activeProps={{ 'data-active': true }}>
          {say('me.profile')}
        </Link>
        <Link to="/me/sessions" activeProps={{ 'data-active': true }}>
          {say('me.sessions')}
        </Link>
        <Link to="/me/tokens" activeProps={{ 'data-active': true }}>
          {say('me.tokens')}
        </Link>
        <Link to="/me/password" activeProps={{ 'data-active': true }}>
          {say('me.password')}
        </Link>
      </nav>
      <div className="me-page">
        <Outlet />
      </div>
    </div>
  );
}
