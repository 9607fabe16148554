$(function () {
  var hash = window.location.hash;

  $(hash + ' .panel').show(); // EITHER
  $('#title').html(decodeURIComponent(hash.substr(1))); // BAD: CWE-079
  $('#title').text(decodeURIComponent(hash.substr(1))); // OK
  $('#list').append('<li>' + getParam('item') + '</li>'); // BAD: CWE-079
  $('<div>' + document.location.search + '</div>').appendTo('body'); // BAD: CWE-079
  $('<div/>').text(document.location.search).appendTo('body'); // OK
  $('#list').prepend($('<li>').text(getParam('item'))); // OK
  $('#foot').after(document.location.search); // BAD: CWE-079
  $('#foot').replaceWith('<p>' + window.name + '</p>'); // BAD: CWE-079
  $('#one').html('<b>fixed</b>'); // OK
  $('#two').attr('title', getParam('t')); // OK
  jQuery.parseHTML(location.search); // BAD: CWE-079

  $.get('/api/comment', { id: 1 }, function (data) {
    $('#comment').html(data.body); // EITHER
  });

  $('#save').on('click', function () {
    var name = $('#name').val();
    $('#greeting').html('Hello ' + name); // BAD: CWE-079
    $('#greeting').text('Hello ' + name); // OK
    $('#count').html(name.length); // OK
  });

  function getParam(name) {
    var pairs = location.search.slice(1).split('&');
    for (var i = 0; i < pairs.length; i++) {
      var kv = pairs[i].split('=');
      if (kv[0] === name) return decodeURIComponent(kv[1]);
    }
    return '';
  }
});

(function ($) {
  $.fn.gallery = function (options) {
    var settings = $.extend({ caption: '', container: 'body' }, options);
    return this.each(function () {
      $(settings.container).addClass('gallery'); // BAD: CWE-079
      $(this).append('<p>' + settings.caption + '</p>'); // BAD: CWE-079
      $(document).find(settings.container).show(); // OK
    });
  };
})(jQuery);
