export function Links({ url }) {
  return (
    <nav>
      <a href="https://example.com" target="_blank">Out</a> {/* EITHER */}
      <a href={url} target="_blank">Out</a> {/* BAD: CWE-1022 */}
      <a href={url} target="_blank" rel="noopener noreferrer">Out</a> {/* OK */}
      <a href="/help" target="_blank">Help</a> {/* OK */}
      <a href={url}>Out</a> {/* OK */}
    </nav>
  );
}
