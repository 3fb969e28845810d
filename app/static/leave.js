// A form may not lead to another origin (form-action), so this page goes on by itself.
const link = document.getElementById("on");
if (link) location.replace(link.href);
