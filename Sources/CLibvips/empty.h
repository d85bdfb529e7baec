// libvips is opened at run time; see CImages.
