import React, { useEffect, useRef, useState } from 'react';
import { useSearchParams, useParams } from 'react-router-dom';
import { useRouter } from 'next/router';
import DOMPurify from 'dompurify';
import sanitizeHtml from 'sanitize-html';
import { marked } from 'marked';

export function Greeting() {
  const [search] = useSearchParams();
  const { slug } = useParams();
  return (
    <div>
      <p dangerouslySetInnerHTML={{ __html: search.get('message') }} /> {/* BAD: CWE-079 */}
      <p dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(search.get('message')) }} /> {/* OK */}
      <p dangerouslySetInnerHTML={{ __html: sanitizeHtml(slug) }} /> {/* OK */}
      <p>{search.get('message')}</p> {/* OK */}
      <a href={search.get('back')}>back</a> {/* BAD: CWE-079, CWE-601 */}
      <a href={'/items/' + slug}>item</a> {/* OK */}
    </div>
  );
}

export function Preview() {
  const router = useRouter();
  const box = useRef(null);
  const [draft, setDraft] = useState('');
  useEffect(() => {
    box.current.innerHTML = marked(router.query.text); // BAD: CWE-079
    setDraft(window.location.hash.slice(1));
  }, [router]);
  const html = { __html: draft }; // BAD: CWE-079
  return (
    <section>
      <div ref={box} />
      <div dangerouslySetInnerHTML={html} />
    </section>
  );
}

export class Search extends React.Component {
  state = { term: new URLSearchParams(this.props.location.search).get('q') };
  render() {
    const { term } = this.state;
    return <h1 dangerouslySetInnerHTML={{ __html: `Results for ${term}` }} />; // BAD: CWE-079
  }
}

export const Static = () => <b dangerouslySetInnerHTML={{ __html: '<i>fixed</i>' }} />; // OK
