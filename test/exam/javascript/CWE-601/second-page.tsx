import { useEffect } from 'react';
import { useSearchParams, useNavigate } from 'react-router-dom';
import { useRouter, useSearchParams as useNextParams, redirect } from 'next/navigation';
import type { GetServerSideProps } from 'next';

function parameter(name: string): string | null {
  const found = new RegExp('[?&]' + encodeURIComponent(name) + '=([^&]*)').exec(location.search);
  return found ? decodeURIComponent(found[1]) : null;
}

export function Leave() {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  useEffect(() => {
    window.location.href = params.get('to')!; // BAD: CWE-601, CWE-079
    document.location = parameter('to')!; // BAD: CWE-601, CWE-079
    window.location.assign(window.location.origin + '/' + params.get('to')); // OK
    window.location.replace(document.referrer); // EITHER
    navigate('/items/' + params.get('id')); // OK
    self.location.href = window.location.hash.replace('#', ''); // BAD: CWE-601, CWE-079
    const to = new URL(params.get('to')!, location.href);
    if (to.origin === location.origin) location.href = to.href; // GUARDED
  }, []);
  return <a href="/">home</a>;
}

export function Next() {
  const router = useRouter();
  const search = useNextParams();
  const onClick = () => router.push(search.get('callbackUrl')!); // BAD: CWE-601, CWE-079
  return <button onClick={onClick}>go</button>;
}

export const getServerSideProps: GetServerSideProps = async ({ query, req }) => {
  if (!req.headers.cookie) {
    return { redirect: { destination: query.next as string, permanent: false } }; // BAD: CWE-601
  }
  return { redirect: { destination: '/login', permanent: false } }; // OK
};

window.addEventListener('message', ({ data }) => {
  window.open(data.link); // BAD: CWE-601, CWE-079
});
