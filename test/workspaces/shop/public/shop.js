'use strict';

const form = document.querySelector('#search');
const status = document.querySelector('#status');
const list = document.querySelector('#products');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const q = new FormData(form).get('q');
  const response = await fetch(`/products/search?q=${encodeURIComponent(q)}`);
  const products = await response.json();
  status.innerHTML = q;
  list.innerHTML = products
    .map((product) => `<li>${product.name}: ${product.price} €</li>`)
    .join('');
});
