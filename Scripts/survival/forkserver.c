// Preloaded into the command (LD_PRELOAD): loads it and its libraries once, and forks a process for each call.
//
// Loading libtorch takes most of a short call's time. A request on descriptor 3 is its length (4 bytes) and words that each
// end with a zero byte: the folder to run in, the file for standard error, and the command's arguments. The answer on
// descriptor 4 is the process's number, and at its end its status as wait(2) has it and its largest memory in kB: 4 bytes each.
//
// Swift's runtime remembers where the arguments are that this process was started with, and how many: each call must have as
// many, and takes their places.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

enum { requests = 3, answers = 4, most_words = 64, largest_request = 1 << 16 };
typedef int main_function(int, char **, char **);
typedef int start_function(main_function *, int, char **, void (*)(void), void (*)(void), void (*)(void), void *);

static int read_all(void *bytes, size_t count) {
  for (size_t done = 0; done < count;) {
    const ssize_t step = read(requests, (char *)bytes + done, count - done);
    if (step <= 0) return 0;
    done += (size_t)step;
  }
  return 1;
}

static void answer(int32_t number) {
  if (write(answers, &number, sizeof number) != sizeof number) _exit(1);
}

int __libc_start_main(main_function *main, int argc, char **argv, void (*init)(void), void (*fini)(void),
                      void (*rtld_fini)(void), void *stack_end) {
  start_function *start = (start_function *)dlsym(RTLD_NEXT, "__libc_start_main");
  char *request = mmap(NULL, largest_request, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  int32_t length;
  while (read_all(&length, sizeof length) && length > 0 && length < largest_request && read_all(request, (size_t)length)) {
    const pid_t child = fork();
    if (child == 0) {
      char *words[most_words] = {0};
      int count = 0;
      for (char *word = request; word < request + length && count < most_words - 1; word += strlen(word) + 1)
        words[count++] = word;
      setsid();
      const int errors = open(words[1], O_WRONLY | O_CREAT | O_TRUNC, 0600), null = open("/dev/null", O_RDWR);
      if (count < 3 || chdir(words[0]) || errors < 0 || null < 0) _exit(126);
      dup2(null, 0), dup2(null, 1), dup2(errors, 2);
      for (int descriptor = 3; descriptor < 256; descriptor++) close(descriptor);
      unsetenv("LD_PRELOAD");
      if (count - 2 != argc) _exit(125);
      memcpy(argv, words + 2, (size_t)argc * sizeof *argv);
      return start(main, argc, argv, init, fini, rtld_fini, stack_end);
    }
    answer(child);
    int status = 0;
    struct rusage usage = {0};
    wait4(child, &status, 0, &usage);
    answer(status);
    answer((int32_t)usage.ru_maxrss);
  }
  _exit(0);
}
