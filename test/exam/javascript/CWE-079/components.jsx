import React, { useEffect, useRef, useState } from 'react';
import { useParams, useLocation, useSearchParams } from 'react-router-dom';
import { useRouter } from 'next/router';
import DOMPurify from 'dompurify';
import ReactDOMServer from 'react-dom/server';
import { marked } from 'marked';

export function Article() {
  const { slug } = useParams();
  return <div dangerouslySetInnerHTML={{ __html: slug }} />; // BAD: CWE-079
}

export function Clean() {
  const { slug } = useParams();
  return <div dangerouslySetInnerHTML={{ __html: DOMPurify.sanitize(slug) }} />; // OK
}

export function Text() {
  const location = useLocation();
  return <div>{location.search}</div>; // OK
}

export function Hash() {
  const ref = useRef(null);
  useEffect(() => {
    ref.current.innerHTML = window.location.hash.slice(1); // BAD: CWE-079
  }, []);
  return <div ref={ref} />;
}

export function Markdown() {
  const [params] = useSearchParams();
  const html = marked(params.get('text'));
  return <article dangerouslySetInnerHTML={{ __html: html }} />; // BAD: CWE-079
}

export function Link() {
  const router = useRouter();
  return <a href={router.query.back}>Back</a>; // BAD: CWE-079, CWE-601
}

export function Fixed() {
  return <style dangerouslySetInnerHTML={{ __html: 'body { margin: 0 }' }} />; // OK
}

export class Editor extends React.Component {
  state = { html: '' };

  onChange = (event) => this.setState({ html: event.target.value });

  render() {
    return (
      <>
        <textarea onChange={this.onChange} />
        <div dangerouslySetInnerHTML={{ __html: this.state.html }} /> {/* BAD: CWE-079 */}
        <pre>{this.state.html}</pre> {/* OK */}
      </>
    );
  }
}

export function serverSide(req, res) {
  const markup = ReactDOMServer.renderToString(<Text name={req.query.name} />);
  res.send('<div id="root">' + markup + '</div>'); // OK
}

export function Count() {
  const [n, setN] = useState(0);
  return <button onClick={() => setN(n + 1)}>{n}</button>;
}
