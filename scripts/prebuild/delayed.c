/* delayed.c - where a Windows file finds what it imports from node.exe: in the
 * program that loads it, which may have another name. */
#include <windows.h>

#include <delayimp.h>
#include <string.h>

static FARPROC WINAPI on_load(unsigned event, PDelayLoadInfo info) {
  if (event != dliNotePreLoadLibrary || _stricmp(info->szDll, "node.exe") != 0)
    return NULL;
  return (FARPROC)(void *)GetModuleHandleW(NULL);
}

PfnDliHook __pfnDliNotifyHook2 = on_load;
