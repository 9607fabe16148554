/** Names that a language, its hosts and its test runners define without an import, by language. */
const known = {
  javascript: words(`
    Array ArrayBuffer SharedArrayBuffer Atomics BigInt BigInt64Array BigUint64Array Boolean
    DataView Date Error EvalError AggregateError FinalizationRegistry Float32Array Float64Array
    Function Infinity Int16Array Int32Array Int8Array Intl Iterator JSON Map Math NaN Number
    Object Promise Proxy RangeError ReferenceError Reflect RegExp Set String Symbol SyntaxError
    TypeError URIError Uint16Array Uint32Array Uint8Array Uint8ClampedArray WeakMap WeakRef
    WeakSet decodeURI decodeURIComponent encodeURI encodeURIComponent escape eval globalThis
    isFinite isNaN parseFloat parseInt undefined unescape arguments this super import require
    module exports process Buffer global console setTimeout setInterval setImmediate
    clearTimeout clearInterval clearImmediate queueMicrotask structuredClone URL URLSearchParams
    TextEncoder TextDecoder AbortController AbortSignal Event EventTarget fetch Headers Request
    Response FormData Blob File ReadableStream WritableStream TransformStream performance crypto
    CryptoKey SubtleCrypto WebSocket BroadcastChannel MessageChannel MessagePort WebAssembly
    atob btoa __dirname __filename window document navigator location history screen self top
    parent frames opener name status event origin length closed alert confirm prompt open close
    print focus blur stop find localStorage sessionStorage indexedDB caches XMLHttpRequest
    EventSource Worker SharedWorker Notification Image Audio Option Node Element HTMLElement
    SVGElement Document DocumentFragment ShadowRoot Text Comment Range Selection DOMParser
    XMLSerializer XPathResult MutationObserver IntersectionObserver ResizeObserver
    PerformanceObserver CustomEvent MouseEvent KeyboardEvent InputEvent MessageEvent
    StorageEvent ErrorEvent PopStateEvent FileReader FileList CSS CSSStyleSheet getComputedStyle
    getSelection matchMedia requestAnimationFrame cancelAnimationFrame requestIdleCallback
    cancelIdleCallback postMessage addEventListener removeEventListener dispatchEvent scrollTo
    scroll customElements trustedTypes Sanitizer reportError importScripts onmessage clients
    registration skipWaiting $ jQuery _ angular React Vue ko d3 describe it test expect
    beforeEach afterEach beforeAll afterAll before after context suite specify jest vi sinon
    chai assert cy Cypress browser page jasmine spyOn define requirejs chrome Deno Bun JSX
    NodeJS any string number boolean unknown never void object symbol bigint Record Partial
    Required Readonly Pick Omit Exclude Extract NonNullable Parameters ReturnType Awaited
    InstanceType Iterable AsyncIterable PromiseLike ArrayLike Express
  `),
  python: words(`
    ArithmeticError AssertionError AttributeError BaseException BaseExceptionGroup
    BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError
    ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError
    DeprecationWarning EOFError Ellipsis EnvironmentError Exception ExceptionGroup False
    FileExistsError FileNotFoundError FloatingPointError FutureWarning GeneratorExit IOError
    ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError
    KeyError KeyboardInterrupt LookupError MemoryError ModuleNotFoundError NameError None
    NotADirectoryError NotImplemented NotImplementedError OSError OverflowError
    PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError
    ResourceWarning RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError
    SyntaxWarning SystemError SystemExit TabError TimeoutError True TypeError UnboundLocalError
    UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError UnicodeWarning
    UserWarning ValueError Warning WindowsError ZeroDivisionError __build_class__ __debug__
    __doc__ __file__ __import__ __loader__ __name__ __package__ __spec__ __path__ __builtins__
    __class__ __all__ abs aiter all anext any ascii bin bool breakpoint bytearray bytes callable
    chr classmethod compile complex copyright credits delattr dict dir divmod enumerate eval
    exec exit filter float format frozenset getattr globals hasattr hash help hex id input int
    isinstance issubclass iter len license list locals map max memoryview min next object oct
    open ord pow print property quit range repr reversed round set setattr slice sorted
    staticmethod str sum super tuple type vars zip self cls _ unicode basestring long xrange
    raw_input unichr reduce file cmp execfile reload apply buffer coerce intern get_ipython
    display spark dbutils match case
  `),
} as const;

/** Whether code may use a name that nothing in its file defines. */
export function isKnownEverywhere(name: string, language: keyof typeof known): boolean {
  return known[language].has(name);
}

function words(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
