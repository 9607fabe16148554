import { Component, ElementRef, OnInit, Renderer2, ViewChild } from '@angular/core';
import { DomSanitizer, SafeHtml } from '@angular/platform-browser';
import { ActivatedRoute } from '@angular/router';
import Vue from 'vue';

@Component({ selector: 'app-search', template: '<div [innerHTML]="term"></div>' })
export class SearchComponent implements OnInit {
  term!: SafeHtml;
  @ViewChild('out') out!: ElementRef;

  constructor(
    private readonly route: ActivatedRoute,
    private readonly sanitizer: DomSanitizer,
    private readonly renderer: Renderer2,
  ) {}

  ngOnInit(): void {
    const q = this.route.snapshot.queryParams.q;
    this.term = this.sanitizer.bypassSecurityTrustHtml(q); // BAD: CWE-079
    this.out.nativeElement.innerHTML = q; // BAD: CWE-079
    this.renderer.setProperty(this.out.nativeElement, 'innerHTML', q); // BAD: CWE-079
    this.renderer.setProperty(this.out.nativeElement, 'title', q); // OK
    this.route.queryParams.subscribe((params) => {
      this.term = this.sanitizer.bypassSecurityTrustHtml(params['q']); // BAD: CWE-079
    });
    this.sanitizer.bypassSecurityTrustHtml('<b>fixed</b>'); // OK
  }
}

new Vue({
  data: () => ({ id: 0 }),
  template: '<p>' + document.location.search + '</p>', // BAD: CWE-079, CWE-094
  render(h) {
    return h('p', { domProps: { innerHTML: window.location.hash } }); // BAD: CWE-079
  },
});

export function openTab(): void {
  window.open(decodeURIComponent(location.hash.slice(1))); // BAD: CWE-079, CWE-601
  window.open('/help'); // OK
}

// What a library makes HTML of.
export function renderTitle(text: string): void {
  document.querySelector('#title')!.innerHTML = '<h1>' + text + '</h1>'; // BAD: CWE-079
}

export function renderSafely(text: string): void {
  const h1 = document.createElement('h1');
  h1.textContent = text; // OK
  document.querySelector('#title')!.replaceChildren(h1);
}
