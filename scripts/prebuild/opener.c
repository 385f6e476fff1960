/* opener.c - opens an addon as Node does, and looks for its entry. */
#include <dlfcn.h>
#include <stdio.h>

int main(int argc, char **argv) {
  void *addon = argc == 2 ? dlopen(argv[1], RTLD_NOW) : NULL;
  if (addon != NULL && dlsym(addon, "napi_register_module_v1") != NULL)
    return 0;
  puts(argc == 2 ? dlerror() : "opener <addon>");
  return 1;
}
