import { Component, ElementRef, OnInit, Renderer2 } from '@angular/core';
import { DomSanitizer, SafeHtml } from '@angular/platform-browser';
import { ActivatedRoute } from '@angular/router';
import Vue from 'vue';
import Koa from 'koa';
import { NextRequest, NextResponse } from 'next/server';

@Component({ selector: 'app-note', template: '<p [innerHTML]="html"></p>' })
export class NoteComponent implements OnInit {
  html?: SafeHtml;
  constructor(
    private readonly sanitizer: DomSanitizer,
    private readonly route: ActivatedRoute,
    private readonly element: ElementRef,
    private readonly renderer: Renderer2,
  ) {}

  ngOnInit(): void {
    this.route.queryParams.subscribe((params) => {
      this.html = this.sanitizer.bypassSecurityTrustHtml(params['note']); // BAD: CWE-079
      this.element.nativeElement.innerHTML = params.note; // BAD: CWE-079
      this.renderer.setProperty(this.element.nativeElement, 'innerHTML', params.note); // BAD: CWE-079
      this.renderer.setProperty(this.element.nativeElement, 'title', params.note); // OK
    });
    const id = this.route.snapshot.paramMap.get('id');
    this.html = this.sanitizer.bypassSecurityTrustHtml('<b>' + id + '</b>'); // BAD: CWE-079
    this.html = this.sanitizer.bypassSecurityTrustHtml('<b>fixed</b>'); // OK
  }
}

new Vue({
  el: '#app',
  template: '<h1>' + location.hash.slice(1) + '</h1>', // BAD: CWE-079, CWE-094
  mounted() {
    this.$refs.out.innerHTML = this.$route.query.q; // BAD: CWE-079
    this.$refs.out.textContent = this.$route.query.q; // OK
  },
});

const koa = new Koa();
koa.use(async (ctx, next) => {
  ctx.body = `<p>${ctx.request.query.q}</p>`; // BAD: CWE-079
  ctx.body = { q: ctx.query.q }; // OK
  ctx.type = 'text/plain';
  await next();
});

export async function GET(request: NextRequest) {
  const q = request.nextUrl.searchParams.get('q');
  if (q === 'json') return NextResponse.json({ q }); // OK
  return new Response(`<p>${q}</p>`, { headers: { 'content-type': 'text/html' } }); // BAD: CWE-079
}
