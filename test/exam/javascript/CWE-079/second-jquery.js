/* global $, jQuery, location, DOMPurify */
$(function () {
  var tab = location.hash;
  $(tab).show(); // BAD: CWE-079
  $('#tabs').find(tab).show(); // OK
  $('#title').html(location.search.split('title=')[1]); // BAD: CWE-079
  $('#title').text(location.search.split('title=')[1]); // OK
  $('#title').append('<b>' + unescape(tab.slice(1)) + '</b>'); // BAD: CWE-079
  $('<div>').text(tab).appendTo('body'); // OK
  $('<div title="' + document.URL + '">').appendTo('body'); // BAD: CWE-079
  $('.x').before($('#name').val()); // BAD: CWE-079
  $('.x').html(DOMPurify.sanitize(location.hash)); // OK
  $('.x').attr('title', location.hash); // OK
  $('.x').html($.parseHTML(window.name)); // BAD: CWE-079
  $('.x').wrap('<div class="' + $('#theme').data('name') + '"></div>'); // BAD: CWE-079
  $.get('/api/users', function (users) {
    $('#first').html(users[0].name); // EITHER
  });
});

$.fn.tooltip = function (options) {
  var settings = $.extend({ target: '.tooltip', template: '<i>' }, options);
  $(settings.target).fadeIn(); // BAD: CWE-079
  return this.each(function () {
    $(this).find(settings.target).show(); // OK
    $(this).append('<span>' + settings.title + '</span>'); // BAD: CWE-079
  });
};

(function (jq) {
  jq.fn.badge = function (count) {
    this.text(count); // OK
    return this;
  };
})(jQuery);
